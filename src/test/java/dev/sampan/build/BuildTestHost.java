package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildOptions;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.BuildSettingsFixture;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Containers;
import dev.sampan.git.SourceRepositories;
import dev.sampan.host.CommandRunner;
import dev.sampan.image.Image;
import dev.sampan.image.ImageStore;
import dev.sampan.image.RegistryLogin;
import dev.sampan.image.RegistryLogins;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** Everything that builds and runs containers, on this host, without the front doors. */
final class BuildTestHost implements AutoCloseable {

    /** Kept between runs, since making the stack and the runtimes takes minutes and a network. */
    private static final Path HOME = Path.of("/var/cache/sampan-tests/build");

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ConfigurableApplicationContext context;
    private final Containers containers;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<AppName> apps = new TreeSet<>();

    @TestConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ComponentScan({
        "dev.sampan.host",
        "dev.sampan.secret",
        "dev.sampan.quota",
        "dev.sampan.image",
        "dev.sampan.network",
        "dev.sampan.runtime",
        "dev.sampan.container",
        "dev.sampan.git",
        "dev.sampan.build"
    })
    @ConfigurationPropertiesScan("dev.sampan")
    @EntityScan("dev.sampan.quota")
    @EnableJpaRepositories("dev.sampan.quota")
    static class Parts {

        @Bean
        BuildSettings settings() {
            return BuildSettingsFixture.nothingSet();
        }
    }

    private BuildTestHost(ConfigurableApplicationContext context) {
        this.context = context;
        this.containers = context.getBean(Containers.class);
    }

    static BuildTestHost start() throws IOException {
        Files.createDirectories(HOME);
        return new BuildTestHost(
                new SpringApplicationBuilder(Parts.class)
                        .web(WebApplicationType.NONE)
                        // Arguments, because nothing else stands above the settings of the
                        // application.
                        .run(
                                "--sampan.home=" + HOME,
                                // Never one of an earlier run, whose tables may be others.
                                "--spring.datasource.url=jdbc:h2:mem:build",
                                "--sampan.network.pool=10.211.0.0/16",
                                "--sampan.network.interface-prefix=spu",
                                "--sampan.network.table=sampan_build_test",
                                "--sampan.runtime.cgroup-parent=sampan-build-test",
                                "--sampan.uid-pool.first=500000000",
                                "--sampan.build.memory=512m",
                                // Buildpacks are fetched from this machine.
                                "--sampan.git.remote.private-networks=true",
                                "--sampan.registry.insecure=" + PrivateRegistry.HOST,
                                "--spring.main.banner-mode=off"));
    }

    /** A login of an app, which it loses when this is closed. */
    interface Login extends AutoCloseable {

        @Override
        void close();
    }

    Login login(AppName app, String registry, RegistryLogin login) {
        RegistryLogins logins = context.getBean(RegistryLogins.class);
        logins.put(Optional.of(app.value()), registry, login);
        return () -> logins.forget(app.value());
    }

    /** The files of a package of the stack and of those that it needs, which are kept between runs. */
    Path installed(String packageName) throws InterruptedException {
        RuntimeLayers.Bases bases =
                context.getBean(RuntimeLayers.class)
                        .require(
                                List.of(RuntimeRecipe.of(packageName, List.of(packageName))),
                                new RecordingBuildLog());
        return HOME.resolve("layers").resolve(bases.run().layers().getLast().hex());
    }

    /** An empty working copy of a new app. */
    TestSource source(AppName app, Path folder) throws IOException {
        apps.add(app);
        SourceRepositories repositories = context.getBean(SourceRepositories.class);
        repositories.delete(app);
        return new TestSource(
                context.getBean(CommandRunner.class), folder, repositories.open(app).path());
    }

    /** Commits a Node app whose build is a shell script. */
    String script(AppName app, Path folder, String build) throws IOException {
        TestSource source = source(app, folder);
        source.write(
                "package.json",
                "{\"name\": \"x\", \"scripts\": {\"build\": \"bash build.sh\", \"start\":"
                        + " \"true\"}}");
        source.write("build.sh", build + "\n");
        return source.push();
    }

    BuildResult build(
            AppName app, String commit, Map<String, String> env, DataSize disk, BuildLog log)
            throws InterruptedException {
        return build(app, commit, env, disk, BuildOptions.STANDARD, log);
    }

    BuildResult build(
            AppName app,
            String commit,
            Map<String, String> env,
            DataSize disk,
            BuildOptions options,
            BuildLog log)
            throws InterruptedException {
        apps.add(app);
        return context.getBean(Builds.class)
                .build(new BuildRequest(app, commit, env, disk, options, "test"), log);
    }

    /** Builds with options for a Dockerfile. */
    BuildResult build(AppName app, String commit, DataSize disk, List<String> options, BuildLog log)
            throws InterruptedException {
        return build(app, commit, Map.of(), disk, BuildOptions.STANDARD.withDocker(options), log);
    }

    /** The names of the buildpacks that want a commit. */
    List<String> detect(AppName app, String commit, BuildLog log) throws InterruptedException {
        return context.getBean(Builds.class)
                .detect(
                        new BuildRequest(
                                app,
                                commit,
                                Map.of(),
                                DataSize.ofMebibytes(256),
                                BuildOptions.STANDARD,
                                "test"),
                        log);
    }

    Image image(BuildResult built) {
        return context.getBean(ImageStore.class).require(built.image());
    }

    /** Starts an instance and waits until it answers. */
    Running run(AppName app, BuildResult built, String type)
            throws IOException, InterruptedException {
        return run(app, built, type, Map.of());
    }

    Running run(AppName app, BuildResult built, String type, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> env = new LinkedHashMap<>(more);
        env.put("PORT", "5000");
        return start(app, built, List.of(String.valueOf(built.processTypes().get(type))), env);
    }

    /** The same with arguments for the image's entrypoint. */
    Running run(AppName app, BuildResult built, List<String> command)
            throws IOException, InterruptedException {
        return start(app, built, command, Map.of("PORT", "5000"));
    }

    private Running start(
            AppName app, BuildResult built, List<String> command, Map<String, String> env)
            throws IOException, InterruptedException {
        Path log =
                containers
                        .storage(app.value(), DataSize.ofGibibytes(1))
                        .root()
                        .resolve("logs")
                        .resolve("test-" + NUMBER.incrementAndGet() + ".log");
        Files.createDirectories(log.getParent());
        Running running =
                new Running(
                        containers.start(spec(app, built, command, env, Optional.of(log))), log);
        running.await();
        return running;
    }

    /** Runs a process type to its end. */
    ContainerExit once(
            AppName app,
            BuildResult built,
            String type,
            Map<String, String> env,
            OutputStream output)
            throws InterruptedException {
        List<String> command = List.of(String.valueOf(built.processTypes().get(type)));
        return containers.run(
                spec(app, built, command, env, Optional.empty()), Duration.ofMinutes(1), output);
    }

    /** Runs the image's entrypoint with arguments to its end. */
    ContainerExit once(AppName app, BuildResult built, List<String> command, OutputStream output)
            throws InterruptedException {
        return containers.run(
                spec(app, built, command, Map.of(), Optional.empty()),
                Duration.ofMinutes(1),
                output);
    }

    private ContainerSpec spec(
            AppName app,
            BuildResult built,
            List<String> command,
            Map<String, String> more,
            Optional<Path> log) {
        Image image = image(built);
        List<String> arguments = new ArrayList<>(image.config().entrypoint());
        arguments.addAll(command);
        Map<String, String> env = new LinkedHashMap<>(image.config().env());
        env.putAll(more);
        return new ContainerSpec(
                new ContainerId(app + "." + NUMBER.incrementAndGet()),
                app.value(),
                image.digest(),
                arguments,
                env,
                image.config().workingDirectory(),
                image.config().user(),
                ContainerSpec.Privileges.NONE,
                ContainerSpec.Root.READ_ONLY,
                List.of(),
                ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(512), 256),
                log,
                Map.of("app", app.value()));
    }

    /** The files on the disk of an app, layers of its builds too, in which a word stands. */
    String filesOf(AppName app, String word) throws IOException, InterruptedException {
        Path root = containers.storage(app.value(), DataSize.ofGibibytes(1)).root();
        Process grep =
                new ProcessBuilder("grep", "-r", "-l", "-a", "-F", "-e", word, root.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String found = new String(grep.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(grep.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return found;
    }

    /** Neither a container nor a folder of a build is there any more. */
    void assertNothingLeft(AppName app) throws IOException {
        assertThat(containers.list()).noneMatch(container -> container.owner().equals(app.value()));
        Path builds =
                containers.storage(app.value(), DataSize.ofGibibytes(1)).root().resolve("build");
        assertThat(builds).isEmptyDirectory();
    }

    @Override
    public void close() {
        for (AppName app : apps) {
            containers.list().stream()
                    .filter(container -> container.owner().equals(app.value()))
                    .forEach(container -> containers.stop(container.id(), Duration.ZERO));
            containers.destroyStorage(app.value());
            context.getBean(SourceRepositories.class).delete(app);
            context.getBean(Builds.class).forget(app);
        }
        containers.leaveNothing();
        context.close();
        http.close();
    }

    /** An instance that answers requests. */
    final class Running implements AutoCloseable {

        private final Container container;
        private final Path log;

        private Running(Container container, Path log) {
            this.container = container;
            this.log = log;
        }

        HttpResponse<String> get(String path, String... headers)
                throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(
                            URI.create(
                                    "http://"
                                            + container.address().getHostAddress()
                                            + ":5000"
                                            + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        /** What it has written to its log. */
        String log() throws IOException {
            return Files.readString(log);
        }

        private void await() throws IOException, InterruptedException {
            Instant end = Instant.now().plusSeconds(30);
            while (true) {
                try {
                    get("/");
                    return;
                } catch (ConnectException e) {
                    if (Instant.now().isAfter(end)) {
                        throw new AssertionError("does not answer: " + Files.readString(log), e);
                    }
                    Thread.onSpinWait();
                }
            }
        }

        @Override
        public void close() {
            containers.stop(container.id(), Duration.ofSeconds(5));
        }
    }
}

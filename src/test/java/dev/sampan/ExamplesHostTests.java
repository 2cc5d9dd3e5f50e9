package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The promise: each of the examples runs as it is, pushed with git, and answers through the router. */
class ExamplesHostTests {

    /** What each example answers with, on its first page. */
    private static final Map<String, String> ANSWERS =
            Map.ofEntries(
                    Map.entry("dockerfile", "hello from a page, made by root, with a Dockerfile"),
                    Map.entry("go", "hello from Go"),
                    Map.entry("java", "hello from Java"),
                    Map.entry("node", "hello 1.0.0"),
                    Map.entry("node-build", "hello from built"),
                    Map.entry("php", "hello"),
                    Map.entry("procfile", "hello from a Procfile"),
                    Map.entry("python", "hello 1.0.0"),
                    Map.entry("python-project", "hello from a project"),
                    Map.entry("ruby", "hello from Ruby"),
                    Map.entry("static", "<html"),
                    Map.entry("worker", "\"process\":\"web.1\""));

    /** The example that is no source. */
    private static final String IMAGE = "image";

    private static final long LONGEST_MINUTES = 10;

    private final Platform platform = Platform.shared();

    /** Two at a time, as the machine that runs the tests has two processors. */
    @Test
    void everyExampleIsPushedAndAnswers() throws Exception {
        assertThat(examples()).containsExactlyElementsOf(new TreeMap<>(ANSWERS).keySet());
        Map<String, Future<?>> pushes = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            ANSWERS.forEach(
                    (name, answer) ->
                            pushes.put(
                                    name,
                                    two.submit(
                                            () -> {
                                                push(name, answer);
                                                return name;
                                            })));
            for (Map.Entry<String, Future<?>> push : pushes.entrySet()) {
                try {
                    push.getValue().get(LONGEST_MINUTES, TimeUnit.MINUTES);
                } catch (ExecutionException e) {
                    failures.add(push.getKey() + ": " + e);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void imageIsDeployedWithoutABuild() {
        platform.sampan("apps:create", "example-image").succeeds();
        try {
            Platform.Result loaded =
                    platform.run(
                                    Path.of("").toAbsolutePath(),
                                    "sh",
                                    "-c",
                                    "examples/image/make | ./sampan git:load-image example-image"
                                            + " hello:1")
                            .succeeds();

            assertThat(loaded.output()).contains("Loading image hello:1");
            assertThat(platform.get("example-image", "/").body())
                    .isEqualTo("hello from an image\n");
        } finally {
            platform.sampan("--force", "apps:destroy", "example-image").succeeds();
        }
    }

    private void push(String name, String answer) throws IOException {
        String app = "example-" + name;
        Path source = platform.example(name);
        platform.sampan("apps:create", app).succeeds();
        if (name.equals("dockerfile")) {
            bringBase(source, app);
        }
        platform.push(source, app).succeeds();
        assertThat(platform.get(app, "/").body()).describedAs(name).contains(answer);
        platform.sampan("--force", "apps:destroy", app).succeeds();
        platform.run(source, "rm", "-rf", source.toString()).succeeds();
    }

    /** The base of a Dockerfile comes from a registry, and from the source itself where there is none. */
    private void bringBase(Path source, String app) throws IOException {
        String make = Path.of("examples/image/make").toAbsolutePath().toString();
        platform.run(source, "sh", "-c", make + " base:1 >base.tar").succeeds();
        platform.commit(source, Map.of());
        platform.sampan(
                        "docker-options:add",
                        app,
                        "build",
                        "--build-arg BASE=docker-archive:/app/base.tar")
                .succeeds();
    }

    private static List<String> examples() throws IOException {
        try (var folders = Files.list(Path.of("examples"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals(IMAGE))
                    .sorted()
                    .toList();
        }
    }
}

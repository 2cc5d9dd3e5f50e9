package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildOptions;
import dev.sampan.app.BuildpackName;
import dev.sampan.git.GitOverHttp;
import dev.sampan.image.Image;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: every example becomes an image that serves, built in a container that is limited and leaves nothing. */
class BuildHostTests {

    private static final DataSize DISK = DataSize.ofGibibytes(1);

    private static BuildTestHost host;

    @TempDir Path temp;

    @BeforeAll
    static void start() throws IOException {
        host = BuildTestHost.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void buildsNodeExampleAndReusesDependenciesWhenUnchanged() throws Exception {
        AppName app = AppName.parse("b-node");
        TestSource source = host.source(app, temp).copyOf("node");
        RecordingBuildLog first = new RecordingBuildLog();

        BuildResult built = host.build(app, source.push(), Map.of(), DISK, first);

        assertThat(first.text())
                .contains(
                        "-----> Node.js app detected",
                        "-----> Installing dependencies with npm ci");
        assertThat(built.buildpack()).isEqualTo("node");
        assertThat(built.processTypes()).containsExactly(Map.entry("web", "node server.js"));
        assertThat(built.appJson().orElseThrow().healthchecks()).containsKey("web");
        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello 1.0.0\n");
        }

        source.write("package.json", source.read("package.json").replace("1.0.0", "1.0.1"));
        RecordingBuildLog second = new RecordingBuildLog();
        BuildResult rebuilt = host.build(app, source.push(), Map.of(), DISK, second);

        assertThat(second.text())
                .contains("Using the dependencies of the last build")
                .doesNotContain("npm ci");
        List<?> layers = host.image(rebuilt).layers();
        assertThat(layers.subList(0, 3)).isEqualTo(host.image(built).layers().subList(0, 3));
        assertThat(layers.get(3)).isNotEqualTo(host.image(built).layers().get(3));
        try (BuildTestHost.Running web = host.run(app, rebuilt, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello 1.0.1\n");
        }
    }

    @Test
    void servesStaticExampleWithTypesAndTags() throws Exception {
        AppName app = AppName.parse("b-static");
        TestSource source = host.source(app, temp).copyOf("static");
        source.write("public/.secret", "hidden");
        source.write("public/app.3f9a01bc.js", "1");
        source.write("public/.well-known/security.txt", "Contact: x");

        BuildResult built = host.build(app, source.push(), Map.of(), DISK, new RecordingBuildLog());

        String tag;
        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            HttpResponse<String> index = web.get("/");
            tag = index.headers().firstValue("ETag").orElseThrow();
            assertThat(index.body()).contains("Hello from a static site");
            assertThat(index.headers().firstValue("Content-Type"))
                    .contains("text/html; charset=utf-8");
            assertThat(index.headers().firstValue("Last-Modified")).isEmpty();
            assertThat(web.get("/style.css").headers().firstValue("Content-Type"))
                    .contains("text/css; charset=utf-8");
            assertThat(web.get("/", "If-None-Match", tag).statusCode()).isEqualTo(304);
            assertThat(web.get("/about").body()).contains("A folder named public");
            assertThat(web.get("/.secret").statusCode()).isEqualTo(404);
            assertThat(web.get("/.well-known/security.txt").body()).isEqualTo("Contact: x");
            assertThat(web.get("/none").statusCode()).isEqualTo(404);
            assertThat(web.get("/none").body()).contains("There is no such page");
            assertThat(web.get("/").headers().firstValue("Cache-Control"))
                    .contains("public, max-age=0, must-revalidate");
            assertThat(web.get("/app.3f9a01bc.js").headers().firstValue("Cache-Control"))
                    .contains("public, max-age=31536000, immutable");
        }
        try (BuildTestHost.Running web =
                host.run(app, built, "web", Map.of("STATIC_FALLBACK", "index.html"))) {
            assertThat(web.get("/some/page").body()).contains("Hello from a static site");
            assertThat(web.get("/none.js").statusCode()).isEqualTo(404);
        }

        source.write("public/style.css", source.read("public/style.css").replace('4', '5'));
        BuildResult changed =
                host.build(app, source.push(), Map.of(), DISK, new RecordingBuildLog());
        try (BuildTestHost.Running web = host.run(app, changed, "web")) {
            assertThat(web.get("/style.css", "If-None-Match", tag).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void buildsPythonExampleWithPackageFromLocalFolder() throws Exception {
        AppName app = AppName.parse("b-python");
        TestSource source = host.source(app, temp).copyOf("python");
        writeWheel(source.folder().resolve("wheels"), "greeting");
        source.write("requirements.txt", "greeting==1.0\n");
        source.write(
                "app.py",
                source.read("app.py")
                        .replace("import os\n", "import os\nimport greeting\n")
                        .replace("f\"hello {VERSION}\\n\"", "greeting.TEXT"));
        Map<String, String> env = Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", "/app/wheels");
        RecordingBuildLog first = new RecordingBuildLog();

        BuildResult built = host.build(app, source.push(), env, DISK, first);

        assertThat(first.text())
                .contains("Python app detected", "Successfully installed greeting-1.0");
        assertThat(built.processTypes()).containsExactly(Map.entry("web", "python app.py"));
        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello from a wheel\n");
        }

        RecordingBuildLog second = new RecordingBuildLog();
        source.write("README", "changed");
        host.build(app, source.push(), env, DISK, second);
        assertThat(second.text()).contains("requirements.txt did not change");
    }

    @Test
    void leavesOutWhatOnlyTheBuildOfNodeNeeds() throws Exception {
        AppName app = AppName.parse("b-prune");
        TestSource source = host.source(app, temp).copyOf("node-build");
        RecordingBuildLog first = new RecordingBuildLog();

        BuildResult built = host.build(app, source.push(), Map.of(), DISK, first);

        assertThat(first.text())
                .contains("Fetching pnpm@10", "Leaving out what only development needs");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        host.once(app, built, "modules", Map.of(), output);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("ms\nbuilt 60000\n");

        RecordingBuildLog second = new RecordingBuildLog();
        source.write("README", "changed");
        BuildResult rebuilt = host.build(app, source.push(), Map.of(), DISK, second);
        assertThat(second.text())
                .contains("Using the dependencies of the last build", "Running the build script");
        assertThat(host.image(rebuilt).layers().subList(0, 3))
                .isEqualTo(host.image(built).layers().subList(0, 3));
    }

    @Test
    void buildsAppThatYarnRunsWithoutAFolderOfModules() throws Exception {
        AppName app = AppName.parse("b-yarn");
        TestSource source = host.source(app, temp);
        source.write(
                "package.json",
                """
                {"packageManager": "yarn@4.5.0", "scripts": {"start": "node index.js"}, "dependencies": {"is-number": "7.0.0"}}
                """);
        source.write(
                "index.js",
                "require('http').createServer((_, out) => out.end(String(require('is-number')('7')))).listen(process.env.PORT)");

        BuildResult built = host.build(app, source.push(), Map.of(), DISK, new RecordingBuildLog());

        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("true");
        }
    }

    @Test
    void buildsJavaExampleIntoLayersAndGivesItTheMemoryOfItsLimit() throws Exception {
        AppName app = AppName.parse("b-java");
        TestSource source = host.source(app, temp).copyOf("java");
        RecordingBuildLog log = new RecordingBuildLog();

        BuildResult built = host.build(app, source.push(), Map.of(), DISK, log);

        assertThat(log.text())
                .contains("Java app detected", "Archiving the classes of the libraries");
        assertThat(built.processTypes().get("web")).contains("-XX:SharedArchiveFile");
        // Stack, Java, libraries, app.
        assertThat(host.image(built).layers()).hasSize(4);
        Map<String, String> env = Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load");
        try (BuildTestHost.Running web = host.run(app, built, "web", env)) {
            assertThat(web.get("/").body()).isEqualTo("hello from Java\n");
            assertThat(web.log())
                    .contains(
                            "org.springframework.boot.SpringApplication source: shared objects file");
            // Half of the 512 MiB, less what the collector keeps empty.
            int heap = Integer.parseInt(web.get("/heap").body().replace(" MiB\n", ""));
            assertThat(heap).isBetween(230, 256);
        }

        Path program = source.folder().resolve("src/main/java/hello/Hello.java");
        Files.writeString(
                program, Files.readString(program).replace("hello from", "hello again from"));
        RecordingBuildLog second = new RecordingBuildLog();
        BuildResult rebuilt = host.build(app, source.push(), Map.of(), DISK, second);
        assertThat(second.text()).doesNotContain("Archiving");
        assertThat(host.image(rebuilt).layers().subList(0, 3))
                .isEqualTo(host.image(built).layers().subList(0, 3));
        try (BuildTestHost.Running web = host.run(app, rebuilt, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello again from Java\n");
        }
    }

    @Test
    void buildsGoExampleThatRunsOnTheStackAlone() throws Exception {
        AppName app = AppName.parse("b-go");
        BuildResult built =
                host.build(
                        app,
                        host.source(app, temp).copyOf("go").push(),
                        Map.of(),
                        DISK,
                        new RecordingBuildLog());

        assertThat(built.processTypes()).containsExactly(Map.entry("web", "exec bin/hello"));
        assertThat(host.image(built).layers()).hasSize(2);
        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello from Go\n");
        }
    }

    @Test
    void buildsRubyExample() throws Exception {
        AppName app = AppName.parse("b-ruby");
        BuildResult built =
                host.build(
                        app,
                        host.source(app, temp).copyOf("ruby").push(),
                        Map.of(),
                        DISK,
                        new RecordingBuildLog());

        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello from Ruby\n");
        }
    }

    @Test
    void buildsPhpExampleBehindAWebServer() throws Exception {
        AppName app = AppName.parse("b-php");
        BuildResult built =
                host.build(
                        app,
                        host.source(app, temp).copyOf("php").push(),
                        Map.of(),
                        DISK,
                        new RecordingBuildLog());

        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello from PHP\n");
            assertThat(web.get("/some/page").body()).isEqualTo("hello from PHP at /some/page\n");
            assertThat(web.get("/none.php").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void buildsPythonProjectAndSaysWhichVersionsThereAre() throws Exception {
        AppName app = AppName.parse("b-project");
        TestSource source = host.source(app, temp).copyOf("python-project");
        BuildResult built = host.build(app, source.push(), Map.of(), DISK, new RecordingBuildLog());

        assertThat(built.processTypes()).containsExactly(Map.entry("web", "python app.py"));
        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello from a project\n");
        }

        writeWheel(source.folder().resolve("wheels"), "gunicorn");
        source.write(
                "pyproject.toml",
                source.read("pyproject.toml").replace("= []", "= [\"gunicorn>=1\"]"));
        source.write("uv.lock", "[[package]]\nname = \"gunicorn\"\nversion = \"1.0\"\n");
        BuildResult served =
                host.build(
                        app,
                        source.push(),
                        Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", "/app/wheels"),
                        DISK,
                        new RecordingBuildLog());
        assertThat(served.processTypes())
                .containsExactly(
                        Map.entry("web", "gunicorn --bind 0.0.0.0:${PORT:-5000} app:application"));

        source.write(".python-version", "2.7.18\n");
        String old = source.push();
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> host.build(app, old, Map.of(), DISK, new RecordingBuildLog()))
                .withMessageStartingWith(".python-version asks for version 2.7 of 'python3'");
    }

    @Test
    void buildsGoModulesThatAreVendored() throws Exception {
        AppName app = AppName.parse("b-vendor");
        TestSource source = host.source(app, temp.resolve("source"));
        source.write(
                "go.mod",
                "module example.org/hello\n\ngo 1.21\n\nrequire example.org/word v1.0.0\n");
        source.write(
                "vendor/modules.txt",
                "# example.org/word v1.0.0\n## explicit; go 1.21\nexample.org/word\n");
        source.write(
                "vendor/example.org/word/word.go", "package word\n\nconst Word = \"vendored\"\n");
        source.write(
                "main.go",
                """
                package main

                import (
                	"fmt"
                	"example.org/word"
                )

                func main() { fmt.Println(word.Word) }
                """);

        assertThat(printed(app, source)).isEqualTo("vendored\n");
    }

    @Test
    void installsPackagesOfComposerThatComeWithTheSource() throws Exception {
        AppName app = AppName.parse("b-composer");
        TestSource source = host.source(app, temp.resolve("source"));
        source.write(
                "composer.json",
                """
                {"repositories": [{"type": "path", "url": "packages/*"}, {"packagist.org": false}],
                 "require": {"acme/words": "*"}}
                """);
        source.write(
                "packages/words/composer.json",
                """
                {"name": "acme/words", "version": "1.0.0", "autoload": {"psr-4": {"Acme\\\\": "src/"}}}
                """);
        source.write(
                "packages/words/src/Word.php",
                "<?php namespace Acme; class Word { const TEXT = 'composed'; }");
        source.write("index.php", "<?php");
        source.write(
                "say.php", "<?php require 'vendor/autoload.php'; echo Acme\\Word::TEXT, \"\\n\";");
        source.write("Procfile", "web: php say.php\n");

        assertThat(printed(app, source)).isEqualTo("composed\n");
    }

    @Test
    void installsGemsThatComeWithTheSource() throws Exception {
        AppName app = AppName.parse("b-gems");
        TestSource source = host.source(app, temp.resolve("source"));
        source.write("Gemfile", "gem 'words', path: 'words'\n");
        source.write(
                "Gemfile.lock",
                """
                PATH
                  remote: words
                  specs:
                    words (1.0.0)

                GEM
                  specs:

                PLATFORMS
                  ruby

                DEPENDENCIES
                  words!
                """);
        source.write(
                "words/words.gemspec",
                "Gem::Specification.new { |s| s.name = 'words'; s.version = '1.0.0'; s.summary ="
                        + " 'w'; s.authors = ['a']; s.files = ['lib/words.rb'] }\n");
        source.write("words/lib/words.rb", "WORD = 'bundled'\n");
        source.write("say.rb", "require 'words'\nputs WORD\n");
        source.write("Procfile", "web: bundle exec ruby say.rb\n");

        assertThat(printed(app, source)).isEqualTo("bundled\n");
    }

    /** What the web process of an app prints, which ends by itself. */
    private String printed(AppName app, TestSource source) throws InterruptedException {
        BuildResult built = host.build(app, source.push(), Map.of(), DISK, new RecordingBuildLog());
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        host.once(app, built, "web", Map.of(), output);
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsWhichBuildpackWantsAnAppWithoutBuildingIt() throws Exception {
        AppName app = AppName.parse("b-detect");
        TestSource source = host.source(app, temp.resolve("source"));
        source.write("readme", "nothing that any buildpack knows");
        RecordingBuildLog log = new RecordingBuildLog();
        assertThat(host.detect(app, source.push(), log)).isEmpty();

        source.write("package.json", "not even JSON");
        assertThat(host.detect(app, source.push(), log)).containsExactly("node");
        source.write(".buildpacks", "heroku/ruby\nhttps://example.com/owner/pack.git\n");
        assertThat(host.detect(app, source.push(), log))
                .containsExactly("ruby", "https://example.com/owner/pack.git");
        assertThat(log.text()).doesNotContain("app detected");
        host.assertNothingLeft(app);
    }

    @Test
    void buildsFolderOfTheSourceWithBuildpacksThatWereChosen() throws Exception {
        AppName app = AppName.parse("b-chosen");
        TestSource source = host.source(app, temp.resolve("source"));
        source.write("services/web/page.txt", "hello");
        source.write("services/web/package.json", "{\"scripts\": {\"start\": \"true\"}}");
        source.write("services/web/deploy/Procfile", "web: hello-server");
        source.write(
                "services/web/deploy/app.json",
                "{\"buildpacks\": [{\"url\": \"none\"}], \"scripts\": {\"dokku\": {\"predeploy\":"
                        + " \"echo $KEY-$GREETING >made\"}}}");
        BuildOptions options =
                new BuildOptions(
                        Optional.empty(),
                        "Dockerfile",
                        "services/web",
                        "deploy/app.json",
                        "deploy/Procfile",
                        List.of(),
                        List.of());
        Map<String, String> files =
                Map.of(
                        "bin/detect", "#!/bin/sh\ntest -f $1/page.txt && echo Hello\n",
                        "bin/compile",
                                """
                                #!/bin/bash
                                set -e
                                curl --version >/dev/null
                                test "$(cat "$3/KEY")" = value
                                mkdir -p "$1/.profile.d" "$2"
                                echo 'export GREETING=bonjour' >"$1/.profile.d/hello.sh"
                                echo 'export FROM_HELLO=exported' >"$(dirname "$0")/../export"
                                """,
                        "bin/release",
                                """
                                #!/bin/sh
                                echo 'default_process_types: {greet: echo $GREETING}'
                                """);
        try (GitOverHttp pack = GitOverHttp.serve(temp.resolve("pack"), files)) {
            source.write("services/web/.buildpacks", pack.address() + "#v1\nnode\n");
            source.write("services/web/build.js", "");
            source.write(
                    "services/web/package.json",
                    "{\"scripts\": {\"start\": \"true\", \"build\": \"echo from=$FROM_HELLO\"}}");
            RecordingBuildLog log = new RecordingBuildLog();
            BuildResult built =
                    host.build(app, source.push(), Map.of("KEY", "value"), DISK, options, log);

            assertThat(log.text())
                    .contains("Hello app detected", "Node.js app detected", "from=exported");
            assertThat(built.buildpack()).matches("x-hello-pack-[0-9a-f]{8}, node");
            assertThat(built.processTypes()).containsExactly(Map.entry("web", "hello-server"));

            source.write("services/web/deploy/Procfile", "greet: cat made");
            BuildOptions only =
                    options.withBuildpacks(List.of(BuildpackName.parse(pack.address().toString())));
            BuildResult alone =
                    host.build(
                            app,
                            source.push(),
                            Map.of("KEY", "value"),
                            DISK,
                            only,
                            new RecordingBuildLog());
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            host.once(app, alone, "greet", Map.of(), output);
            assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("value-bonjour\n");

            source.write("services/web/README", "changed");
            String commit = source.push();
            Map<String, String> env = Map.of("BUILDPACK_URL", pack.address() + "#none");
            assertThatExceptionOfType(BuildFailedException.class)
                    .isThrownBy(
                            () ->
                                    host.build(
                                            app,
                                            commit,
                                            env,
                                            DISK,
                                            options,
                                            new RecordingBuildLog()))
                    .withMessageContaining("cannot be fetched")
                    .returns("buildpacks", BuildFailedException::stage);
        }
    }

    @Test
    void buildsProcfileAndWorkerExamples() throws Exception {
        AppName app = AppName.parse("b-procfile");
        BuildResult built =
                host.build(
                        app,
                        host.source(app, temp.resolve("a")).copyOf("procfile").push(),
                        Map.of(),
                        DISK,
                        new RecordingBuildLog());
        try (BuildTestHost.Running web = host.run(app, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo("hello from a Procfile\n");
        }

        AppName other = AppName.parse("b-worker");
        BuildResult worker =
                host.build(
                        other,
                        host.source(other, temp.resolve("b")).copyOf("worker").push(),
                        Map.of(),
                        DISK,
                        new RecordingBuildLog());
        assertThat(worker.processTypes()).containsOnlyKeys("web", "worker", "release");
        assertThat(worker.buildpack()).isEqualTo("node");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        assertThat(host.once(other, worker, "release", Map.of(), output).exitCode()).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8)).startsWith("preparing");
        assertThat(
                        host.once(
                                        other,
                                        worker,
                                        "release",
                                        Map.of("FAIL_RELEASE", "1"),
                                        new ByteArrayOutputStream())
                                .exitCode())
                .isEqualTo(1);
    }

    @Test
    void namesPlaceWhenPackageJsonIsBroken() throws Exception {
        AppName app = AppName.parse("b-broken");
        TestSource source = host.source(app, temp);
        source.write("package.json", "{\n  \"name\": \"x\"\n  \"version\": \"1\"\n}\n");
        String commit = source.push();

        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> host.build(app, commit, Map.of(), DISK, new RecordingBuildLog()))
                .withMessageStartingWith("package.json line 3, column 3: ")
                .returns("compile", BuildFailedException::stage);
        host.assertNothingLeft(app);
    }

    @Test
    void runsAsUnprivilegedUserThatSeesOnlyItsOwnBuild() throws Exception {
        AppName app = AppName.parse("b-user");
        RecordingBuildLog log = new RecordingBuildLog();

        host.build(
                app,
                host.script(
                        app,
                        temp,
                        "id -u; grep CapEff /proc/self/status; echo SECRET=$SECRET; echo x >"
                                + " /packs/order || true; ls /env"),
                Map.of("SECRET", "s3cr3t"),
                DISK,
                log);

        assertThat(log.text())
                .contains("       1000\n", "CapEff:\t0000000000000000", "SECRET=s3cr3t")
                .containsIgnoringCase("read-only file system");
    }

    @Test
    void namesLimitWhenBuildNeedsTooMuchMemory() throws Exception {
        AppName app = AppName.parse("b-memory");
        String commit =
                host.script(
                        app,
                        temp,
                        "exec node -e 'const all = []; for (;;) all.push(Buffer.alloc(1 << 24,"
                                + " 1))'");

        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> host.build(app, commit, Map.of(), DISK, new RecordingBuildLog()))
                .withMessageStartingWith("The build hit the memory limit of 512 MiB")
                .returns("compile", BuildFailedException::stage);
        host.assertNothingLeft(app);
    }

    @Test
    void namesLimitWhenBuildNeedsTooMuchDisk() throws Exception {
        AppName app = AppName.parse("b-disk");
        String commit = host.script(app, temp, "dd if=/dev/zero of=large bs=1M count=400");

        BuildFailedException failure =
                catchThrowableOfType(
                        BuildFailedException.class,
                        () ->
                                host.build(
                                        app,
                                        commit,
                                        Map.of(),
                                        DataSize.ofMebibytes(200),
                                        new RecordingBuildLog()));

        assertThat(failure).hasMessageStartingWith("The build hit the app's disk limit");
        assertThat(failure.lastLines()).anyMatch(line -> line.contains("dd:"));
        host.assertNothingLeft(app);
    }

    @Test
    void endsContainerWhenBuildIsCancelled() throws Exception {
        AppName app = AppName.parse("b-cancel");
        String commit = host.script(app, temp, "echo sleeping; exec sleep 600");
        CountDownLatch sleeping = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        RecordingBuildLog log =
                new RecordingBuildLog() {
                    @Override
                    public void line(String text) {
                        super.line(text);
                        if (text.equals("sleeping")) {
                            sleeping.countDown();
                        }
                    }
                };
        Thread build =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        host.build(app, commit, Map.of(), DISK, log);
                                    } catch (InterruptedException | RuntimeException e) {
                                        thrown.set(e);
                                    }
                                });
        assertThat(sleeping.await(10, TimeUnit.MINUTES)).isTrue();

        build.interrupt();

        assertThat(build.join(java.time.Duration.ofSeconds(20))).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        host.assertNothingLeft(app);
    }

    @Test
    void saysWhatIsNeededWhenNoBuildpackTakesTheApp() throws Exception {
        AppName app = AppName.parse("b-nothing");
        TestSource source = host.source(app, temp);
        source.write("main.c", "int main() { return 0; }");
        String commit = source.push();

        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> host.build(app, commit, Map.of(), DISK, new RecordingBuildLog()))
                .withMessageContaining("No buildpack knows what to do with this app")
                .returns("detect", BuildFailedException::stage);
    }

    @Test
    void sharesStackAndRuntimeBetweenApps() throws Exception {
        AppName one = AppName.parse("b-one");
        AppName two = AppName.parse("b-two");
        Image first =
                host.image(
                        host.build(
                                one,
                                host.script(one, temp.resolve("a"), "true"),
                                Map.of(),
                                DISK,
                                new RecordingBuildLog()));
        Image second =
                host.image(
                        host.build(
                                two,
                                host.script(two, temp.resolve("b"), "true"),
                                Map.of(),
                                DISK,
                                new RecordingBuildLog()));

        assertThat(second.layers().subList(0, 2)).isEqualTo(first.layers().subList(0, 2));
    }

    private static void writeWheel(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        String info = name + "-1.0.dist-info/";
        try (ZipOutputStream zip =
                new ZipOutputStream(
                        Files.newOutputStream(folder.resolve(name + "-1.0-py3-none-any.whl")))) {
            entry(zip, name + ".py", "TEXT = 'hello from a wheel\\n'\n");
            entry(
                    zip,
                    info + "METADATA",
                    "Metadata-Version: 2.1\nName: %s\nVersion: 1.0\n".formatted(name));
            entry(
                    zip,
                    info + "WHEEL",
                    """
                    Wheel-Version: 1.0
                    Generator: test
                    Root-Is-Purelib: true
                    Tag: py3-none-any
                    """);
            entry(
                    zip,
                    info + "RECORD",
                    "%1$s.py,,\n%2$sMETADATA,,\n%2$sWHEEL,,\n%2$sRECORD,,\n".formatted(name, info));
        }
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}

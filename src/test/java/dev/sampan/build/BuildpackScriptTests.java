package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts of buildpacks find out about an app, outside of a container. */
@Timeout(60)
class BuildpackScriptTests {

    private static final Path PACKS = Path.of("buildpacks").toAbsolutePath();
    private static final String SITE = "{\"scripts\": {\"build\": \"vite build\"}}";

    @TempDir private Path temp;

    @Test
    void servesTheFolderThatABuildMade() throws Exception {
        write("app/package.json", SITE);
        write("app/public/index.html", "a template");
        assertThat(served()).isEqualTo("root /app/public;");

        write("app/build/index.html", "built");
        assertThat(served()).isEqualTo("root /app/build;");

        write("app/dist/index.html", "built");
        assertThat(served()).isEqualTo("root /app/dist;");

        write("app/dist/shop/browser/index.html", "built");
        write("env/STATIC_FOLDER", "dist/shop/browser/");
        assertThat(served()).isEqualTo("root /app/dist/shop/browser;");
    }

    @Test
    void servesTheTopOfASiteThatIsNotBuilt() throws Exception {
        write("app/index.html", "all");
        write("app/dist/index.html", "for others");
        assertThat(served()).isEqualTo("root /app;");

        Files.delete(temp.resolve("app/index.html"));
        assertThat(served()).isEqualTo("root /app/dist;");
    }

    @Test
    void servesNoFolderOutsideOfTheApp() throws Exception {
        for (String folder : List.of("..", "a/../..", "/etc", "none")) {
            write("app/index.html", "all");
            write("env/STATIC_FOLDER", folder);
            assertThat(served())
                    .contains("STATIC_FOLDER names '%s', which is not a folder".formatted(folder));
        }
    }

    @Test
    void leavesToALaterBuildpackHowASiteIsStarted() throws Exception {
        write("app/package.json", SITE);
        assertThat(inspect("node static")).isEmpty();
        assertThat(inspect("node"))
                .contains("add a file .buildpacks with the two lines \"node\" and \"static\"");
        assertThat(inspect("ruby node")).contains("Nothing says how to start the app");
    }

    @Test
    void saysWhatToDoAboutAModuleThatNothingStarts() throws Exception {
        write("app/package.json", "{\"main\": \"index.js\"}");
        assertThat(inspect("")).contains("write \"start\": \"node index.js\"");
    }

    private void write(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The line of nginx's configuration that names the folder, or what was said instead. */
    private String served() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(temp.resolve("app"));
        Path made = folder.resolve(".sampan/nginx.conf");
        Files.deleteIfExists(made);
        String said =
                run(
                        Map.of(),
                        PACKS.resolve("static/bin/compile").toString(),
                        folder.toString(),
                        temp.toString(),
                        Files.createDirectories(temp.resolve("env")).toString());
        return Files.exists(made)
                ? Files.readAllLines(made).stream()
                        .map(String::strip)
                        .filter(line -> line.startsWith("root "))
                        .findFirst()
                        .orElseThrow()
                : said;
    }

    private String inspect(String buildpacks) throws IOException, InterruptedException {
        return run(
                Map.of("SAMPAN_BUILDPACKS", buildpacks),
                "node",
                PACKS.resolve("node/lib/inspect.js").toString(),
                temp.resolve("out").toString());
    }

    private String run(Map<String, String> env, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder(command).directory(temp.resolve("app").toFile());
        script.environment().putAll(env);
        Process process = script.redirectErrorStream(true).start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } finally {
            process.destroyForcibly();
        }
    }
}

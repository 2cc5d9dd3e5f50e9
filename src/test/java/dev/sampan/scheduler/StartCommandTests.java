package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.image.ImageConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartCommandTests {

    private static final Map<String, String> ENV = Map.of("PORT", "5000");

    @Test
    void runWhatTheImageSaysWhenThereIsNoCommand() {
        ImageConfig image = image(List.of("/entry"), List.of("$PORT", "b c"), Map.of());

        assertThat(StartCommand.of(image, "", ENV)).containsExactly("/entry", "$PORT", "b c");
    }

    @Test
    void passACommandToTheEntrypointInWords() {
        ImageConfig image = image(List.of("/entry"), List.of("default"), Map.of());

        assertThat(StartCommand.of(image, "serve -p $PORT; x", ENV))
                .containsExactly("/entry", "serve", "-p", "5000;", "x");
    }

    @Test
    void passALineToAShell() {
        String command = "exec serve -p $PORT";

        assertThat(
                        StartCommand.of(
                                image(List.of("/bin/sh", "-c"), List.of(), Map.of()), command, ENV))
                .containsExactly("/bin/sh", "-c", command);
        assertThat(
                        StartCommand.of(
                                image(
                                        List.of("/bin/bash", "-c", "…", "start"),
                                        List.of(),
                                        Map.of("dev.sampan.buildpack", "node")),
                                command,
                                ENV))
                .containsExactly("/bin/bash", "-c", "…", "start", command);
    }

    @Test
    void callAShellForWhatOnlyAShellDoes() {
        ImageConfig image = image(List.of(), List.of("default"), Map.of());

        assertThat(StartCommand.of(image, "a && b", ENV))
                .containsExactly("/bin/sh", "-c", "a && b");
        assertThat(StartCommand.of(image, "a $PORT", ENV)).containsExactly("a", "5000");
    }

    @Test
    void letSomebodyAtATerminalTypeIntoProcessesOfBuildpacks() {
        ImageConfig packed =
                image(
                        List.of("/bin/bash", "-c", "…", "start"),
                        List.of(),
                        Map.of("dev.sampan.buildpack", "node"));
        ImageConfig other = image(List.of("/entry"), List.of(), Map.of());

        assertThat(StartCommand.atTerminal(packed, "bash", ENV))
                .startsWith("/bin/bash", "-c")
                .endsWith("start", "bash")
                .element(2)
                .asString()
                .contains("/app/.profile.d/")
                .doesNotContain("/dev/null");
        assertThat(StartCommand.atTerminal(other, "bash -l", ENV))
                .containsExactly("/entry", "bash", "-l");
    }

    @Test
    void beginFurtherProgramsAsProcessesOfBuildpacksDo() {
        ImageConfig packed =
                image(List.of("/bin/bash"), List.of(), Map.of("dev.sampan.buildpack", "node"));

        assertThat(StartCommand.inside(packed, List.of("ls", "a b")))
                .startsWith("/bin/bash", "-c")
                .endsWith("enter", "ls", "a b")
                .element(2)
                .asString()
                .contains("/app/.profile.d/");
        assertThat(StartCommand.inside(image(List.of("/e"), List.of(), Map.of()), List.of("ls")))
                .containsExactly("ls");
    }

    private static ImageConfig image(
            List<String> entrypoint, List<String> arguments, Map<String, String> labels) {
        return new ImageConfig(Map.of(), "/", "0:0", entrypoint, arguments, labels);
    }
}

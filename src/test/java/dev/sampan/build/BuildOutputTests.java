package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.container.ContainerExit;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BuildOutputTests {

    private final RecordingBuildLog log = new RecordingBuildLog();
    private final BuildOutput output = new BuildOutput(log);

    @Test
    void tellsStepsWarningsAndLinesApart() throws IOException {
        write("-----> Compiling\n       indented\nplain\n !     odd\nlast");
        output.close();

        assertThat(log.lines)
                .containsExactly(
                        "-----> Compiling",
                        "       indented",
                        "       plain",
                        " !     odd",
                        "       last");
    }

    @Test
    void showsLastStateOfProgress() throws IOException {
        write("10 %\r50 %\r100 %\r\ndone\n");

        assertThat(log.lines).containsExactly("       100 %", "       done");
    }

    @Test
    void joinsCharactersThatCameInParts() throws IOException {
        byte[] bytes = "größer\n".getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            output.write(b);
        }

        assertThat(log.lines).containsExactly("       größer");
    }

    @Test
    void keepsLastTwentyLines() throws IOException {
        write(IntStream.range(0, 50).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
        output.close();

        assertThat(output.lastLines()).hasSize(20).startsWith("line 30").endsWith("line 49");
    }

    @Test
    void namesCauseWhenOutputEndsWithWarning() throws IOException {
        write(" !     first\n !     package.json line 3: bad\n");
        assertThat(output.cause()).isEqualTo("package.json line 3: bad");

        write("more\n");
        assertThat(output.cause()).isEmpty();
    }

    @Test
    void noticesFullDisk() throws IOException {
        write("npm error ENOSPC: no space left on device, write\n");

        assertThat(output.saysDiskFull()).isTrue();
        assertThat(output.limitHit(new ContainerExit(1, false), DataSize.ofMebibytes(512)))
                .hasValueSatisfying(text -> assertThat(text).contains("resource:limit --disk"));
    }

    @Test
    void saysWhichLimitWasHitOnlyWhenOneWas() throws IOException {
        write("npm error: no such package\n");

        DataSize memory = DataSize.ofMebibytes(512);
        assertThat(output.limitHit(new ContainerExit(1, false), memory)).isEmpty();
        assertThat(output.limitHit(new ContainerExit(137, true), memory))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("512", "sampan.build.memory"));
    }

    private void write(String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.UTF_8));
    }
}

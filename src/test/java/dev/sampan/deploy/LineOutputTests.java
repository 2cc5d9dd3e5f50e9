package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineOutputTests {

    private final List<String> lines = new ArrayList<>();
    private final LineOutput output = new LineOutput(lines::add);

    @Test
    void cutIntoLinesWhenWrittenInPieces() throws IOException {
        output.write(bytes("one\ntw"));
        assertThat(lines).containsExactly("one");
        output.write(bytes("o\r\nthree"));
        output.close();
        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    void keepCharactersWholeWhenCutBetweenTheirBytes() throws IOException {
        byte[] text = bytes("grün\n");
        output.write(text, 0, 3);
        output.write(text, 3, text.length - 3);
        assertThat(lines).containsExactly("grün");
    }

    @Test
    void boundLinesThatNeverEnd() throws IOException {
        output.write(bytes("x".repeat(20_000)));
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(8192));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SealedProgramTests {

    private static final Path ECHO = Path.of("/bin/echo");

    @Test
    void runACopyThatNobodyCanChange() throws IOException {
        try (SealedProgram copy = SealedProgram.of(ECHO)) {
            assertThat(new CommandRunner().run(Command.of(copy.path().toString(), "hello")))
                    .isEqualTo("hello\n");
            assertThat(Files.readAllBytes(copy.path())).isEqualTo(Files.readAllBytes(ECHO));
            assertThatThrownBy(() -> Files.writeString(copy.path(), "changed"))
                    .isInstanceOf(IOException.class);
        }
    }
}

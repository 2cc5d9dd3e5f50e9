package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.RootFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ContainerUserTests {

    @TempDir Path root;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectory(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/passwd"),
                """
                root:x:0:0:root:/root:/bin/sh
                # a comment
                app:x:1000:1001::/app:/bin/sh
                app:x:0:0:second of that name::
                12345:x:0:0:a name of digits::
                large:x:70000:70000:::
                words:x:none:none:::
                """);
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nstaff:x:50:app\n");
    }

    @Test
    void findAllUsersThatAnImageNames() {
        try (RootFolder folder = new RootFolder(root)) {
            assertThat(ContainerUser.all(folder, new ContainerUser(77, 0)))
                    .containsExactly(0, 77, 1000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1000:1000,1000,1000",
        "7,7,0",
        "1000,1000,1001",
        "app,1000,1001",
        "app:staff,1000,50",
        "app:7,1000,7",
        "7:staff,7,50",
        "root,0,0",
        "12345,12345,0",
        "65535:65535,65535,65535"
    })
    void turnNamesIntoNumbers(String text, int uid, int gid) {
        assertThat(of(text)).isEqualTo(new ContainerUser(uid, gid));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nobody",
                "app:none",
                "words",
                "large",
                "65536",
                "65536:0",
                "0:65536",
                "-1",
                "4294967296:0",
                "app:staff:x",
                "../passwd",
                ":0"
            })
    void refuseWhatIsNoUser(String text) {
        assertThatThrownBy(() -> of(text)).isInstanceOf(ContainerStartException.class);
    }

    @Test
    void neverWaitForAPipe() throws IOException {
        Files.delete(root.resolve("etc/passwd"));
        new CommandRunner().run(Command.of("mkfifo", root.resolve("etc/passwd").toString()));
        assertThatThrownBy(() -> of("app"))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("'app'")
                .hasMessageContaining("'/etc/passwd'");
        assertThat(of("1000:1000")).isEqualTo(new ContainerUser(1000, 1000));
    }

    @Test
    void followNoLink() throws IOException {
        Files.delete(root.resolve("etc/passwd"));
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> of("daemon")).isInstanceOf(ContainerStartException.class);
    }

    @Test
    void readNoEndlessFile() throws IOException {
        Files.writeString(root.resolve("etc/passwd"), "app:x:1:1:" + "x".repeat(1 << 20));
        assertThatThrownBy(() -> of("app")).isInstanceOf(ContainerStartException.class);
    }

    private ContainerUser of(String text) {
        try (RootFolder folder = new RootFolder(root)) {
            return ContainerUser.of(text, folder);
        }
    }
}

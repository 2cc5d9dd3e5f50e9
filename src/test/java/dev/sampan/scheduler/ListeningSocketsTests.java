package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's tables, as it writes them. */
class ListeningSocketsTests {

    private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n";

    @TempDir private Path processes;

    @Test
    void tellsWhereElseAProgramListens() throws Exception {
        assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        table(
                "tcp",
                """
                   0: 0100007F:1388 00000000:0000 0A 00000000:00000000
                   1: 0100007F:C001 0200000A:0050 01 00000000:00000000
                """);
        table(
                "tcp6",
                """
                   0: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A
                   1: 00000000000000000000000001000000:0BB9 00000000000000000000000000000000:0000 0A
                """);

        assertThat(ListeningSockets.instead(processes, 7))
                .isEqualTo(
                        ", only on 0:0:0:0:0:0:0:1 port 3001 and 127.0.0.1 port 5000 and port 3000");
    }

    @Test
    void saysThatNothingListensAtAll() throws Exception {
        assertThat(ListeningSockets.instead(processes, 7)).isEqualTo(", nor on any other");
        table("tcp", "");
        assertThat(ListeningSockets.instead(processes, 7)).isEqualTo(", nor on any other");
    }

    private void table(String name, String lines) throws Exception {
        Path folder = processes.resolve("7/net");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), HEAD + lines);
    }
}

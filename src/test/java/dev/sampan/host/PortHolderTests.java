package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortHolderTests {

    private static final List<String> TCP =
            List.of(
                    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                    "   0: 0100007F:1E2A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0",
                    "   1: 0100007F:1E2A 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 12346 1 0000000000000000 20 4 30 10 -1",
                    "   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0000000000000000 100 0 0 10 0");

    @Test
    void readsListenersOnlyWhenConnectionsHaveThePortToo() {
        assertThat(PortHolder.inodes(TCP, false, 7722)).containsExactly("socket:[12345]");
        assertThat(PortHolder.inodes(TCP, false, 22)).containsExactly("socket:[777]");
        assertThat(PortHolder.inodes(TCP, false, 23)).isEmpty();
    }

    @Test
    void namesThisProcessWhenItListens() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0);
                DatagramSocket udp = new DatagramSocket(0)) {
            PortHolder self = new PortHolder("java", ProcessHandle.current().pid());

            assertThat(PortHolder.of(false, tcp.getLocalPort())).contains(self);
            assertThat(PortHolder.of(true, udp.getLocalPort())).contains(self);
        }
    }

    @Test
    void isEmptyWhenNobodyListens() throws IOException {
        int free;
        try (ServerSocket tcp = new ServerSocket(0)) {
            free = tcp.getLocalPort();
        }
        assertThat(PortHolder.of(false, free)).isEmpty();
    }
}

package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The network of a namespace is spoken to, and every thread of ours stays in that of the host. */
@Timeout(60)
class NetlinkHostTests {

    private static final Path OWN = Path.of("/proc/thread-self/ns/net");
    private static final int CALLERS = 200;

    @Test
    void leaveEveryThreadInTheHostsNetwork() throws Exception {
        Path host = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        try (NamespacePair namespaces = NamespacePair.make(400_000_000);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Path>> seen = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                seen.add(
                        callers.submit(
                                () -> {
                                    try (Netlink inside = Netlink.of(namespaces.network())) {
                                        assertThat(inside.linkIndex("lo")).isEqualTo(1);
                                    }
                                    return Files.readSymbolicLink(OWN);
                                }));
            }
            for (Future<Path> each : seen) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(host);
            }
        }
    }
}

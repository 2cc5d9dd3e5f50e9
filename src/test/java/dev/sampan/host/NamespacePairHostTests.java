package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A user namespace and a network namespace that belongs to it, held by this process alone. */
class NamespacePairHostTests {

    private static final int FIRST = 640_000_000;

    private final CommandRunner commands = new CommandRunner();

    @Test
    void giveRootOfTheBlockItsOwnNetwork() throws Exception {
        try (NamespacePair pair = NamespacePair.make(FIRST)) {
            assertThat(pair.user().firstUid()).isEqualTo(FIRST);
            assertThat(Files.readSymbolicLink(pair.network()))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
            assertThat(inside(pair, "cat", "/proc/self/uid_map").strip().split("\\s+"))
                    .containsExactly("0", Integer.toString(FIRST), "65536");
            // Only whoever owns the network may do this.
            assertThat(inside(pair, "ip", "link", "set", "lo", "up")).isEmpty();
        }
    }

    private String inside(NamespacePair pair, String... program) {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                "nsenter",
                                "--user=" + pair.user().path(),
                                "--net=" + pair.network(),
                                "--"));
        argv.addAll(List.of(program));
        return commands.run(Command.of(argv));
    }
}

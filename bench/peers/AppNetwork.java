import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A network namespace behind a veth pair, and the rules of a firewall that let those inside out. Apps stand behind both
 * with Sampan and with Docker alike, so the way to the app costs what it costs there: connections that are opened for each
 * request cross the pair and are tracked, which the kernel only does while some rule asks for it.
 */
final class AppNetwork implements AutoCloseable {

    /** Addresses that are set aside for measurements of networks (RFC 2544). */
    static final String APP = "198.18.0.2";

    private static final String HOST = "198.18.0.1";
    private static final int BITS = 30;

    private final String name;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private AppNetwork(String name) {
        this.name = name;
    }

    /** Needs root. */
    static AppNetwork open() throws IOException, InterruptedException {
        AppNetwork network = new AppNetwork("bench-" + ProcessHandle.current().pid());
        String outside = network.name;
        ip("netns", "add", network.name);
        ip("link", "add", outside, "type", "veth", "peer", "eth0", "netns", network.name);
        ip("address", "add", HOST + "/" + BITS, "dev", outside);
        ip("link", "set", outside, "up");
        ip("-n", network.name, "address", "add", APP + "/" + BITS, "dev", "eth0");
        ip("-n", network.name, "link", "set", "lo", "up");
        ip("-n", network.name, "link", "set", "eth0", "up");
        run("nft", "add table ip %1$s; add chain ip %1$s out { type nat hook postrouting priority srcnat; }; add rule ip %1$s out ip saddr %2$s/%3$d oifname != %4$s masquerade"
                .formatted(network.table(), APP, BITS, outside));
        return network;
    }

    /** A command that runs inside. */
    List<String> inside(List<String> command) {
        return Stream.concat(
                        Stream.of("ip", "netns", "exec", name), command.stream())
                .toList();
    }

    /** Closed once more is closed all the same: the end of a measurement and that of the process both see to it. */
    @Override
    public void close() {
        if (!open.getAndSet(false)) {
            return;
        }
        try {
            ip("netns", "delete", name);
            run("nft", "delete table ip " + table());
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String table() {
        return name.replace('-', '_');
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        run(Stream.concat(Stream.of("ip"), Arrays.stream(arguments)).toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("'%s' failed: %s".formatted(String.join(" ", command), output.strip()));
        }
    }
}

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A network namespace behind a veth pair. Apps stand in one with Sampan and with Docker alike, so the way to the app
 * costs what it costs there: connections that are opened for each request are tracked and cross the pair, too.
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
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(
                                Stream.of("ip"),
                                Arrays.stream(arguments))
                        .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("'%s' failed: %s".formatted(String.join(" ", command), output.strip()));
        }
    }
}

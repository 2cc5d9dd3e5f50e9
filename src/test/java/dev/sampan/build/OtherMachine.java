package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another machine that builds reach, which is a network namespace with a public address. */
final class OtherMachine implements AutoCloseable {

    private static final int SECONDS = 30;

    private final CommandRunner commands = new CommandRunner();
    private final String name;
    private final String link;
    private final String address;

    /**
     * The machine.
     *
     * @param name at most eight letters
     * @param address the third of four addresses; the second is this side's
     */
    OtherMachine(String name, String address) {
        this.name = "sampan-" + name;
        this.link = "spo-" + name;
        this.address = address;
        int last = Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
        String here = address.substring(0, address.lastIndexOf('.') + 1) + (last - 1);
        close();
        ip("netns", "add", this.name);
        ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", this.name);
        ip("address", "add", here + "/30", "dev", link);
        ip("-n", this.name, "address", "add", address + "/30", "dev", "eth0");
        ip("link", "set", link, "up");
        ip("-n", this.name, "link", "set", "eth0", "up");
    }

    /** Starts a program there, and returns when it listens. */
    Process serve(int port, Path log, String... command) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("ip", "netns", "exec", name));
        argv.addAll(List.of(command));
        Process process =
                new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Instant end = Instant.now().plusSeconds(SECONDS);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 1000);
                return process;
            } catch (IOException e) {
                assertThat(Instant.now()).as("it listens: %s", argv).isBefore(end);
                assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as("it ended").isFalse();
            }
        }
    }

    private void ip(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("ip"));
        argv.addAll(List.of(arguments));
        String _ = commands.run(Command.of(argv));
    }

    @Override
    public void close() {
        if (Files.exists(Path.of("/sys/class/net", link))) {
            ip("link", "delete", link);
        }
        if (Files.exists(Path.of("/run/netns", name))) {
            ip("netns", "delete", name);
        }
    }
}

package dev.sampan.container;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Another machine beside this one, in a network namespace: it listens on two addresses, one of a private range and one
 * that is not, accepts what comes and holds it.
 */
final class NeighbourNetwork implements AutoCloseable {

    static final String PRIVATE = "192.168.213.2";
    static final String PUBLIC = "198.51.100.2";
    static final int PORT = 8080;

    private static final String NAME = "sampan-neighbour";
    private static final String LINK = "neighb0";

    private static final String LISTEN =
            """
            use IO::Socket::INET; $| = 1; my @held;
            my $l = IO::Socket::INET->new(LocalPort => %d, Listen => 50, ReuseAddr => 1) or die $!;
            print "listening\n"; while (my $c = $l->accept) { push @held, $c; print $c "hello\n" }
            """
                    .formatted(PORT);

    private final CommandRunner commands = new CommandRunner();
    private final Process listener;

    NeighbourNetwork() {
        remove();
        ip("netns", "add", NAME);
        ip("link", "add", LINK, "type", "veth", "peer", "name", "eth0", "netns", NAME);
        for (String address : List.of(PRIVATE, PUBLIC)) {
            String host = address.substring(0, address.length() - 1) + "1/30";
            ip("address", "add", host, "dev", LINK);
            ip("-n", NAME, "address", "add", address + "/30", "dev", "eth0");
        }
        ip("link", "set", LINK, "up");
        ip("-n", NAME, "link", "set", "eth0", "up");
        try {
            listener =
                    new ProcessBuilder("ip", "netns", "exec", NAME, "perl", "-e", LISTEN)
                            .redirectErrorStream(true)
                            .start();
            BufferedReader output = listener.inputReader();
            String line = output.readLine();
            if (!"listening".equals(line)) {
                throw new AssertionError("The neighbour does not listen: " + line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ip(String... arguments) {
        var argv = new java.util.ArrayList<>(List.of("ip"));
        argv.addAll(List.of(arguments));
        String _ = commands.run(Command.of(argv));
    }

    /** The link first: with the namespace it would go by itself, at any moment. */
    private void remove() {
        if (java.nio.file.Files.exists(java.nio.file.Path.of("/sys/class/net", LINK))) {
            ip("link", "delete", LINK);
        }
        if (java.nio.file.Files.exists(java.nio.file.Path.of("/run/netns", NAME))) {
            ip("netns", "delete", NAME);
        }
    }

    @Override
    public void close() {
        listener.destroyForcibly();
        remove();
    }
}

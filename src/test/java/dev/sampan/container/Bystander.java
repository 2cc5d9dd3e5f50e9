package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A container beside an attacked machine. It answers requests all the while, and says how much slower it became: the p99
 * of its answers, attacked and quiet by turns.
 */
final class Bystander implements AutoCloseable {

    private static final String OWNER = "bystander";
    private static final int PORT = 8080;
    private static final int ROUNDS = 10;
    private static final Duration WINDOW = Duration.ofMillis(700);
    private static final Duration PAUSE = Duration.ofMillis(2);

    /** Most that an attack may slow a neighbour down. */
    private static final double MOST = 1.5;

    /**
     * Milliseconds that are not told from chance. Asked from the host itself, a quiet neighbour answers in a tenth of a
     * millisecond, so that half of that again is nothing that a clock could show. What an attacker may cost even where
     * every limit holds is one turn on the processor: it has a part of one, and whoever wakes up waits until its turn
     * ends, which the kernel looks at with every tick, 4 ms at its usual 250 Hz. The second tick is for a processor that
     * other programs of this machine use, too. What limits are there to prevent is longer: without one, eight processes
     * take turns.
     */
    static final double TURN = 8;

    private static final String ECHO =
            """
            use IO::Socket::INET; $| = 1; $SIG{PIPE} = 'IGNORE';
            my $l = IO::Socket::INET->new(LocalPort => %d, Listen => 5, ReuseAddr => 1) or die $!;
            print "listening\\n";
            while (my $c = $l->accept) { while (my $line = <$c>) { syswrite $c, $line } }
            """
                    .formatted(PORT);

    /** What makes trouble while it runs. */
    @FunctionalInterface
    interface Attack {
        AutoCloseable start() throws Exception;
    }

    private final TestHost host;
    private final Socket socket = new Socket();
    private final long pid;

    Bystander(TestHost host) throws IOException {
        this.host = host;
        host.containers.storage(OWNER, DataSize.ofMebibytes(64));
        ContainerSpec spec =
                SpecBuilder.of(host.perl(ECHO))
                        .owner(OWNER)
                        .limits(ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 16))
                        .build();
        Container container = host.containers.start(spec);
        pid = container.pid();
        host.awaitLog(spec, "listening");
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(container.address(), PORT), 5000);
    }

    /**
     * Runs an attack again and again until the rounds show that it slows the neighbour down by no more than it may. Every
     * request of every round is answered, or this fails.
     */
    void staysFastBeside(Attack attack) throws Exception {
        List<Double> quiet = new ArrayList<>();
        List<Double> attacked = new ArrayList<>();
        assertThat(window()).isPositive();
        for (int round = 0; round < ROUNDS; round++) {
            quiet.add(window());
            try (AutoCloseable _ = attack.start()) {
                attacked.add(window());
            }
            if (isAsFast(attacked, quiet)) {
                System.out.printf("figure: p99 %s ms beside %s quiet%n", attacked, quiet);
                return;
            }
        }
        assertThat(attacked)
                .describedAs(
                        "p99 attacked, none within %.1f or %.0f ms of those of %s",
                        MOST, TURN, quiet)
                .isEmpty();
    }

    /**
     * Whether the best attacked round is within half again of the usual quiet one, or a turn of the best. What else happens
     * on this machine makes rounds worse, never better, so the best attacked one tells what the attack does. Where other
     * programs keep all processors busy, no quiet round is good either, and half again of the usual one is all that can be
     * said.
     */
    static boolean isAsFast(List<Double> attacked, List<Double> quiet) {
        List<Double> ordered = quiet.stream().sorted().toList();
        double usual = ordered.get((ordered.size() - 1) / 2);
        double best = Collections.min(attacked);
        return best <= Math.max(MOST * usual, ordered.getFirst() + TURN);
    }

    /** The host's process id of what answers. */
    long pid() {
        return pid;
    }

    /** Starts a container that attacks, and stops it. */
    AutoCloseable attacker(ContainerSpec spec) {
        host.containers.start(spec);
        return () -> host.containers.stop(spec.id(), Duration.ZERO);
    }

    private double window() throws IOException, InterruptedException {
        byte[] line = "hello\n".getBytes(StandardCharsets.US_ASCII);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        List<Long> times = new ArrayList<>();
        long end = System.nanoTime() + WINDOW.toNanos();
        while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            out.write(line);
            assertThat(in.readNBytes(line.length)).isEqualTo(line);
            times.add(System.nanoTime() - begun);
            Thread.sleep(PAUSE);
        }
        times.sort(null);
        return times.get((int) (times.size() * 0.99)) / 1e6;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

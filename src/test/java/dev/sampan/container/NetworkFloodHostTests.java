package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that sends or gets more than it may loses the rest, which is counted; nobody else notices. */
@Timeout(90)
class NetworkFloodHostTests {

    private TestHost host;
    private Bystander bystander;

    @BeforeEach
    void open() throws Exception {
        host = new TestHost();
        bystander = new Bystander(host);
    }

    @AfterEach
    void close() throws Exception {
        bystander.close();
        host.close();
    }

    private static final BitRate RATE = BitRate.ofMegabits(10);

    @Test
    void floodOutIsDroppedAtTheRateAndTheNeighbourStaysFast() throws Exception {
        try (NeighbourNetwork _ = new NeighbourNetwork()) {
            Container running = host.containers.start(sender());
            host.awaitEvents(running.id(), events -> events.dropped().egress() > 100);
            assertThat(megabits(running, true)).isLessThan(10.5);
            host.containers.stop(running.id(), Duration.ZERO);
            bystander.staysFastBeside(() -> bystander.attacker(sender()));
        }
    }

    @Test
    void floodInIsDroppedAtTheRateAndTheNeighbourStaysFast() throws Exception {
        Container running = host.containers.start(limited("sleep 600"));
        try (AutoCloseable _ = flood(running)) {
            host.awaitEvents(running.id(), events -> events.dropped().ingress() > 100);
            assertThat(megabits(running, false)).isLessThan(10.5);
        }
        bystander.staysFastBeside(() -> flood(running));
    }

    @Test
    void packetsToDeniedRangesAreDroppedAndTheNeighbourStaysFast() throws Exception {
        Container running = host.containers.start(sender("10.255.255.1"));
        host.awaitEvents(running.id(), events -> events.dropped().refused() > 100);
        host.containers.stop(running.id(), Duration.ZERO);
        bystander.staysFastBeside(() -> bystander.attacker(sender("10.255.255.1")));
    }

    /** What goes over the link in two seconds. */
    private double megabits(Container container, boolean sent) throws InterruptedException {
        // The clock starts before and stops after the counter is read, so that a wait in between
        // shows no more than there was.
        long begun = System.nanoTime();
        long before = bytes(container, sent);
        Thread.sleep(Duration.ofSeconds(2));
        long gone = bytes(container, sent) - before;
        return gone * 8e3 / (System.nanoTime() - begun);
    }

    private long bytes(Container container, boolean sent) {
        ContainerUsage usage = host.containers.usage(container.id()).orElseThrow();
        return sent ? usage.sentBytes() : usage.receivedBytes();
    }

    private ContainerSpec sender() {
        return sender(NeighbourNetwork.PUBLIC);
    }

    private ContainerSpec sender(String address) {
        return limited(
                """
                use IO::Socket::INET; fork(); fork(); fork();
                my $s = IO::Socket::INET->new(PeerAddr => '%s', PeerPort => 9, Proto => 'udp') or die $!;
                while (1) { syswrite $s, 'x' x 1000 }
                """
                        .formatted(address));
    }

    private ContainerSpec limited(String program) {
        return TestHost.with(
                host.perl(program),
                new ContainerLimits(
                        Optional.of(new CpuCount(500)),
                        Optional.of(DataSize.ofMebibytes(64)),
                        Optional.of(16),
                        Optional.of(RATE),
                        Optional.of(RATE)));
    }

    /** Sends to a container some times more than it may get, a little at a time. */
    private static AutoCloseable flood(Container container) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<AutoCloseable> threads = new ArrayList<>();
        // What one socket has under way would fit into the queue.
        for (int i = 0; i < 8; i++) {
            threads.add(flood(container, over));
        }
        return () -> {
            over.set(true);
            for (AutoCloseable thread : threads) {
                thread.close();
            }
        };
    }

    private static AutoCloseable flood(Container container, AtomicBoolean over) throws Exception {
        DatagramSocket socket = new DatagramSocket();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    byte[] block = new byte[1000];
                                    try {
                                        while (!over.get()) {
                                            for (int i = 0; i < 20; i++) {
                                                socket.send(
                                                        new DatagramPacket(
                                                                block,
                                                                block.length,
                                                                new InetSocketAddress(
                                                                        container.address(), 9)));
                                            }
                                            Thread.sleep(10);
                                        }
                                    } catch (IOException | InterruptedException e) {
                                        over.set(true); // the socket was closed
                                    }
                                });
        return () -> {
            socket.close();
            thread.join();
        };
    }
}

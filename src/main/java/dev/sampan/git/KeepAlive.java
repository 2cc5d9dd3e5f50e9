package dev.sampan.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends an empty packet now and then while a push is deployed: proxies do not give up, and a client that left is
 * noticed, because writing to it fails.
 *
 * @see <a href="https://git-scm.com/docs/git-config#Documentation/git-config.txt-receivekeepAlive">receive.keepAlive</a>
 */
final class KeepAlive implements AutoCloseable {

    private static final byte[] EMPTY_PACKET = "0005\1".getBytes(StandardCharsets.US_ASCII);

    private final ClientStream client;
    private final Duration every;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread sender;

    KeepAlive(ClientStream client, Duration every) {
        this.client = client;
        this.every = every;
        this.sender = Thread.ofVirtual().name("git-keep-alive").start(this::send);
    }

    private void send() {
        try {
            while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                client.writeAndFlush(EMPTY_PACKET);
            }
        } catch (IOException | InterruptedException e) {
            // The stream has told its listeners that the client left: nothing is left to send.
            closed.countDown();
        }
    }

    /** Returns when the last packet has been written. */
    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                sender.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

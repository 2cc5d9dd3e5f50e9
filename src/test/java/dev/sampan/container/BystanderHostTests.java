package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.Posix;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The witness of the tests of attackers notices an attack that no limit holds back. */
@Timeout(120)
class BystanderHostTests {

    private static final int CONTINUE = 18;
    private static final int STOP = 19;

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

    /** As one whose processor was taken for most of the time, so that it shows on the busiest machine, too. */
    @Test
    void noticeThatItIsStopped() {
        assertThatThrownBy(() -> bystander.staysFastBeside(() -> pauses(bystander.pid())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("none within 1.5 or 8 ms of those of");
    }

    private static AutoCloseable pauses(long pid) {
        AtomicBoolean over = new AtomicBoolean();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!over.get()) {
                                        Posix.kill(pid, STOP);
                                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                                        Posix.kill(pid, CONTINUE);
                                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
                                    }
                                });
        return () -> {
            over.set(true);
            thread.join(10_000);
        };
    }
}

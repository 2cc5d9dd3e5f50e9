package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A listener that cannot accept waits for a moment, and goes on then. */
class AcceptGuardTests {

    @Test
    void pausesTheListenerAndGoesOn() {
        EmbeddedChannel listener = new EmbeddedChannel(new AcceptGuard(() -> true));
        listener.freezeTime();

        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        assertThat(listener.config().isAutoRead()).isFalse();

        listener.advanceTimeBy(99, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isFalse();
        listener.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isTrue();
        assertThat(listener.finish()).isFalse();
    }
}

package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BuildQueueTests {

    private final BuildQueue queue = new BuildQueue(1);
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Test
    void letsBuildsThroughInOrderAndTellsTheirPlaces() throws Exception {
        BuildQueue.Ticket first = queue.enter(app("a"), place -> events.add("a at " + place));
        Waiting second = new Waiting("b");
        assertThat(next()).isEqualTo("b at 1");
        Waiting third = new Waiting("c");
        assertThat(next()).isEqualTo("c at 2");

        first.close();

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("b builds", "c at 1");
        second.leave();
        assertThat(next()).isEqualTo("c builds");
        third.leave();
        assertThat(events).isEmpty();
    }

    @Test
    void letsOthersPassWhoWaitForTheirOwnApp() throws Exception {
        BuildQueue two = new BuildQueue(2);
        BuildQueue.Ticket first = two.enter(app("a"), _ -> {});
        Waiting same = new Waiting(two, "a");
        assertThat(next()).isEqualTo("a at 1");

        BuildQueue.Ticket other = two.enter(app("b"), place -> events.add("b at " + place));

        other.close();
        first.close();
        assertThat(next()).isEqualTo("a builds");
        same.leave();
        assertThat(events).isEmpty();
    }

    @Test
    void forgetsThoseWhoLeave() throws Exception {
        BuildQueue.Ticket first = queue.enter(app("a"), _ -> {});
        Waiting second = new Waiting("b");
        assertThat(next()).isEqualTo("b at 1");

        second.thread.interrupt();

        assertThat(next()).isEqualTo("b left");
        first.close();
        queue.enter(app("c"), place -> events.add("c at " + place)).close();
        assertThat(events).isEmpty();
    }

    private String next() throws InterruptedException {
        String event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return String.valueOf(event);
    }

    private static AppName app(String name) {
        return AppName.parse(name);
    }

    /** Somebody who waits in a thread of its own, and builds until told to leave. */
    private final class Waiting {

        private final CountDownLatch done = new CountDownLatch(1);
        private final Thread thread;

        Waiting(String app) {
            this(queue, app);
        }

        Waiting(BuildQueue queue, String app) {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try (BuildQueue.Ticket _ =
                                                queue.enter(
                                                        app(app),
                                                        place ->
                                                                events.add(app + " at " + place))) {
                                            events.add(app + " builds");
                                            if (!done.await(30, TimeUnit.SECONDS)) {
                                                events.add(app + " was not told to leave");
                                            }
                                        } catch (InterruptedException e) {
                                            events.add(app + " left");
                                        }
                                    });
        }

        void leave() {
            done.countDown();
        }
    }
}

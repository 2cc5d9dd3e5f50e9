package dev.sampan.api;

import dev.sampan.logs.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A log that is followed by one client; it ends when the client has left, which a comment now and then finds out. */
final class LogStream {

    /** Gives lines to {@link #send} until its thread is interrupted. */
    @FunctionalInterface
    interface Follower {
        void follow() throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(LogStream.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final SseEmitter emitter = new SseEmitter(0L);
    private final CountDownLatch ended = new CountDownLatch(1);

    SseEmitter emitter() {
        return emitter;
    }

    void start(Follower follower) {
        Thread following = Thread.ofVirtual().name("log-stream").unstarted(() -> run(follower));
        Runnable end =
                () -> {
                    ended.countDown();
                    following.interrupt();
                };
        emitter.onCompletion(end);
        emitter.onError(_ -> end.run());
        emitter.onTimeout(end);
        following.start();
        Thread.ofVirtual().name("log-heartbeat").start(() -> beat(end));
    }

    void send(LogLine line) {
        try {
            emitter.send(SseEmitter.event().name(line.dyno()).data(LogsApi.text(line).strip()));
        } catch (IOException | IllegalStateException e) {
            throw new ClientGoneException(e);
        }
    }

    private void run(Follower follower) {
        try {
            follower.follow();
        } catch (InterruptedException | ClientGoneException e) {
            log.debug("log stream ended", e);
        } finally {
            ended.countDown();
            emitter.complete();
        }
    }

    private void beat(Runnable end) {
        try {
            while (!ended.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                emitter.send(SseEmitter.event().comment("still here"));
            }
        } catch (IOException | IllegalStateException | InterruptedException e) {
            log.debug("log client left", e);
            end.run();
        }
    }

    /** The client left while a line was sent. */
    private static final class ClientGoneException extends RuntimeException {
        ClientGoneException(Exception cause) {
            super("The client left", cause);
        }
    }
}

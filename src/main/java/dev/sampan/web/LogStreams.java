package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.LogOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Logs that are streamed to browsers as server-sent events: `start` empties the page, each `line` is one line. A browser
 * that was cut off connects again and begins anew, so no line is missing or doubled.
 */
@Component
class LogStreams {

    /** How many lines a page begins with. */
    static final int LINES = 200;

    private static final Logger log = LoggerFactory.getLogger(LogStreams.class);
    private static final int MOST_STREAMS = 64;
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final LogOperations logs;
    private final Semaphore free = new Semaphore(MOST_STREAMS);
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();

    LogStreams(LogOperations logs) {
        this.logs = logs;
    }

    /** Starts to stream the log of an app; ends when the browser leaves. */
    SseEmitter open(Caller caller, AppName app, Optional<String> process) {
        var _ = logs.tail(caller, app, process, 0);
        if (!free.tryAcquire()) {
            throw RefusedException.conflict(
                    "%d logs are streamed already. Close some of the pages that show them"
                            .formatted(MOST_STREAMS));
        }
        Stream stream = new Stream(new SseEmitter(LONGEST.toMillis()));
        open.add(stream);
        stream.begin(caller, app, process);
        return stream.emitter;
    }

    /** Ends all streams, so that a graceful shutdown does not wait for browsers. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        open.forEach(Stream::end);
    }

    /** One browser that follows one log. */
    private final class Stream {

        private final SseEmitter emitter;
        private volatile boolean ended;

        Stream(SseEmitter emitter) {
            this.emitter = emitter;
        }

        void begin(Caller caller, AppName app, Optional<String> process) {
            Thread follower =
                    Thread.ofVirtual()
                            .name("log-stream-" + app)
                            .unstarted(() -> follow(caller, app, process));
            Thread heart = Thread.ofVirtual().name("log-heart-" + app).unstarted(this::beat);
            Runnable stop =
                    () -> {
                        ended = true;
                        follower.interrupt();
                        heart.interrupt();
                        if (open.remove(this)) {
                            free.release();
                        }
                    };
            emitter.onCompletion(stop);
            emitter.onTimeout(emitter::complete);
            emitter.onError(_ -> stop.run());
            follower.start();
            heart.start();
        }

        void end() {
            ended = true;
            emitter.complete();
        }

        private void follow(Caller caller, AppName app, Optional<String> process) {
            try {
                send(SseEmitter.event().name("start").data(""));
                logs.follow(
                        caller,
                        app,
                        process,
                        LINES,
                        line ->
                                send(
                                        SseEmitter.event()
                                                .name("line")
                                                .data(
                                                        LogRow.of(line),
                                                        MediaType.APPLICATION_JSON)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                if (!ended && !(e instanceof UncheckedIOException)) {
                    log.warn("log stream ended app={}", app, e);
                }
            }
            end();
        }

        /** Finds out that a browser has left while the app says nothing. */
        private void beat() {
            try {
                while (!ended) {
                    Thread.sleep(HEARTBEAT);
                    send(SseEmitter.event().comment("still here"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (UncheckedIOException | IllegalStateException e) {
                log.debug("a browser has left", e);
            }
        }

        private void send(SseEmitter.SseEventBuilder event) {
            try {
                emitter.send(event);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

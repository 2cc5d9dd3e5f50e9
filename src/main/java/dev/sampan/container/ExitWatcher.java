package dev.sampan.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells when conmon has left the exit code of a container, and now and then that it is time to look for dead ones. */
final class ExitWatcher implements AutoCloseable {

    private static final Duration ROUND = Duration.ofSeconds(2);

    private final WatchService service;
    private final Consumer<String> ended;
    private final Runnable round;

    ExitWatcher(Path exits, Consumer<String> ended, Runnable round) {
        this.ended = ended;
        this.round = round;
        try {
            this.service = exits.getFileSystem().newWatchService();
            // conmon writes to a temporary name and moves it.
            exits.register(service, StandardWatchEventKinds.ENTRY_CREATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("container-exits").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = service.poll(ROUND.toMillis(), TimeUnit.MILLISECONDS);
                if (key == null) {
                    round.run();
                    continue;
                }
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (event.kind().equals(StandardWatchEventKinds.OVERFLOW)) {
                        round.run();
                    } else if (event.context() instanceof Path name) {
                        ended.accept(name.toString());
                    }
                }
                key.reset();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            // Closed: there is nothing left to watch for.
            return;
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

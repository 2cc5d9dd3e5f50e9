package dev.sampan.container;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know of containers that ended; what happens before anybody does is kept for the first one. */
final class ExitListeners {

    private static final Logger log = LoggerFactory.getLogger(ExitListeners.class);

    private record Ended(Container container, ContainerExit exit) {}

    private final List<BiConsumer<Container, ContainerExit>> listeners = new ArrayList<>();
    private final List<Ended> kept = new ArrayList<>();

    void add(BiConsumer<Container, ContainerExit> listener) {
        List<Ended> missed;
        synchronized (this) {
            listeners.add(listener);
            missed = List.copyOf(kept);
            kept.clear();
        }
        missed.forEach(ended -> call(listener, ended));
    }

    void tell(Container container, ContainerExit exit) {
        Ended ended = new Ended(container, exit);
        List<BiConsumer<Container, ContainerExit>> now;
        synchronized (this) {
            if (listeners.isEmpty()) {
                kept.add(ended);
            }
            now = List.copyOf(listeners);
        }
        now.forEach(listener -> call(listener, ended));
    }

    private static void call(BiConsumer<Container, ContainerExit> listener, Ended ended) {
        Thread.ofVirtual()
                .name("container-exit-" + ended.container().id())
                .uncaughtExceptionHandler(
                        (_, failure) ->
                                log.error(
                                        "Container exit listener failed container={}",
                                        ended.container().id(),
                                        failure))
                .start(() -> listener.accept(ended.container(), ended.exit()));
    }
}

package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A command of an app that runs by itself in a container of its own, once.
 *
 * @param app whose it is
 * @param id its container
 * @param startedAt when it was started
 * @param labels what it was marked with
 * @param exit how it ended, when it has
 */
public record OneOff(
        AppName app,
        ContainerId id,
        Instant startedAt,
        Map<String, String> labels,
        CompletableFuture<ContainerExit> exit) {

    public OneOff {
        labels = Map.copyOf(labels);
    }
}

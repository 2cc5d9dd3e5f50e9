package dev.sampan.container;

import dev.sampan.runtime.OciRuntime;
import java.nio.file.Path;

/** Starts the container's monitor, which gets ready on another processor while the next steps are made. */
final class MonitorStep implements StartStep {

    private final ContainerFiles files;
    private final OciRuntime runtime;

    MonitorStep(ContainerFiles files, OciRuntime runtime) {
        this.files = files;
        this.runtime = runtime;
    }

    @Override
    public void apply(Starting starting) {
        String id = starting.made().id();
        Path bundle = files.bundle(id);
        starting.monitor(
                starting.output() >= 0
                        ? runtime.monitor(id, bundle, starting.output())
                        : runtime.monitor(id, bundle, log(starting)));
    }

    private static Path log(Starting starting) {
        ContainerSpec spec = starting.spec();
        Path log =
                spec.log()
                        .orElseThrow(
                                () ->
                                        new ContainerStartException(
                                                "Container '%s' has no log file"
                                                        .formatted(spec.id())));
        new ContainerLog(log).make(starting.storage());
        return log;
    }
}

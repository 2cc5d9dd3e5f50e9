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
                switch (starting.outlet()) {
                    case Outlet.Log _ -> runtime.monitor(id, bundle, log(starting));
                    case Outlet.Writer writer -> runtime.monitor(id, bundle, writer.descriptor());
                    case Outlet.Terminal terminal -> runtime.monitor(id, bundle, terminal.socket());
                });
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

package dev.sampan.container;

import dev.sampan.host.ThreadScheduling;
import dev.sampan.runtime.Cgroup;
import dev.sampan.unit.CpuSet;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Tells the kernel how a container stands against others that want a processor. */
final class ProcessorTurns {

    private ProcessorTurns() {}

    static void give(Cgroup group, int weight, Precedence precedence) {
        unlessEnded(group, () -> group.weigh(precedence.weight(weight)));
        group.processes().forEach(pid -> ThreadScheduling.slice(pid, precedence.slice()));
    }

    static void pin(Cgroup group, Optional<CpuSet> processors) {
        unlessEnded(group, () -> group.pin(processors));
    }

    private static void unlessEnded(Cgroup group, Runnable change) {
        try {
            change.run();
        } catch (UncheckedIOException e) {
            if (group.exists()) {
                throw e;
            }
        }
    }
}

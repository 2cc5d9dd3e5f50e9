package dev.sampan.container;

import dev.sampan.host.ThreadScheduling;
import dev.sampan.runtime.Cgroup;
import java.io.UncheckedIOException;

/** Tells the kernel how a container stands against others that want a processor. */
final class ProcessorTurns {

    private ProcessorTurns() {}

    static void give(Cgroup group, int weight, Precedence precedence) {
        try {
            group.weigh(precedence.weight(weight));
        } catch (UncheckedIOException e) {
            if (!group.exists()) {
                return; // it has ended meanwhile
            }
            throw e;
        }
        group.processes().forEach(pid -> ThreadScheduling.slice(pid, precedence.slice()));
    }
}

package dev.sampan.container;

import dev.sampan.runtime.ProcessorUse;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import java.util.Optional;

/** How containers share the machine's processors. */
public interface Processors {

    /** What a container has had of them, its packets with it, at little cost; empty when it is gone. */
    Optional<ProcessorUse> use(ContainerId id);

    /** How much of them a container may have now; empty for all, and when it is gone. */
    Optional<CpuCount> limit(ContainerId id);

    /** Changes how much of them a container may have, and none of its other limits; does nothing when it has ended. */
    void limit(ContainerId id, Optional<CpuCount> most);

    /**
     * Says how a container stands against others while processors are short; does nothing when it has ended.
     *
     * @param weight its weight among those of the same precedence, 1 to 10,000; 100 is usual
     */
    void precede(ContainerId id, int weight, Precedence precedence);

    /** Those that a container may run on unless it is pinned; empty when it is gone, or the host cannot say. */
    Optional<CpuSet> allowed(ContainerId id);

    /** Lets a container run on these only, or on all of the machine's; does nothing when it has ended. */
    void pin(ContainerId id, Optional<CpuSet> processors);
}

package dev.sampan.container;

import dev.sampan.network.FirewallDrops;
import dev.sampan.network.LinkDrops;
import dev.sampan.network.NetworkUsage;
import dev.sampan.network.Networks;
import dev.sampan.runtime.Cgroup;
import dev.sampan.runtime.OciRuntime;
import dev.sampan.unit.DataSize;
import java.util.Optional;

/** What the kernel counts for a container; empty when it is gone. */
final class ContainerCounts {

    private final OciRuntime runtime;
    private final Networks networks;
    private final Neighbours neighbours;

    ContainerCounts(OciRuntime runtime, Networks networks, Neighbours neighbours) {
        this.runtime = runtime;
        this.networks = networks;
        this.neighbours = neighbours;
    }

    Optional<ContainerUsage> usage(LiveContainer container) {
        NetworkUsage network = networks.usage(container.network());
        return group(container)
                .usage()
                .map(
                        used ->
                                new ContainerUsage(
                                        used.cpu(),
                                        used.memory(),
                                        used.pids(),
                                        network.receivedBytes(),
                                        network.sentBytes()));
    }

    Optional<DataSize> heldMemory(LiveContainer container) {
        return group(container).heldMemory();
    }

    Optional<ContainerEvents> events(LiveContainer container) {
        return group(container)
                .events()
                .map(
                        seen ->
                                new ContainerEvents(
                                        seen.outOfMemoryKills(),
                                        seen.refusedProcesses(),
                                        seen.throttled(),
                                        dropped(container)));
    }

    private DroppedPackets dropped(LiveContainer container) {
        FirewallDrops refused = neighbours.drops(container.network().address());
        long pid = container.made().pid();
        if (!HostProcess.runs(pid, container.made().pidStart())) {
            return dropped(refused, new LinkDrops(0, 0));
        }
        return dropped(
                refused, networks.drops(container.network(), HostProcess.networkNamespace(pid)));
    }

    private static DroppedPackets dropped(FirewallDrops refused, LinkDrops limited) {
        return new DroppedPackets(
                limited.ingress(),
                limited.egress(),
                refused.refused(),
                refused.crowded(),
                refused.connectionLimit());
    }

    Optional<ContainerLoad> load(LiveContainer container) {
        return group(container)
                .load()
                .map(
                        load ->
                                new ContainerLoad(
                                        load.cpu(),
                                        load.memory(),
                                        load.ioBytes(),
                                        load.waitedForCpu().minus(load.throttled()),
                                        load.waitedForIo(),
                                        load.waitedForMemory()));
    }

    private Cgroup group(LiveContainer container) {
        return runtime.cgroup(container.made().id());
    }
}

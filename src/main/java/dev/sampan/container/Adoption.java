package dev.sampan.container;

import dev.sampan.network.NetworkAttachment;
import dev.sampan.network.Networks;
import java.net.Inet4Address;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the containers of an earlier control plane: takes over what runs, tells of what ended, removes the rest. */
final class Adoption {

    private static final Logger log = LoggerFactory.getLogger(Adoption.class);

    private final ContainerFiles files;
    private final ContainerRecords records;
    private final StartSteps steps;
    private final Networks networks;
    private final Neighbours neighbours;
    private final LiveContainers live;

    Adoption(
            ContainerFiles files,
            ContainerRecords records,
            StartSteps steps,
            Networks networks,
            Neighbours neighbours,
            LiveContainers live) {
        this.files = files;
        this.records = records;
        this.steps = steps;
        this.networks = networks;
        this.neighbours = neighbours;
        this.live = live;
    }

    void run() {
        String bootId = HostProcess.bootId();
        for (String id : files.ids()) {
            Optional<ContainerRecord> made = records.read(id);
            if (made.isPresent() && runs(made.get(), bootId)) {
                adopt(made.get());
            } else {
                remove(made.orElseGet(() -> unknown(id, bootId)));
            }
        }
    }

    /** A start that was cut off, and a run whose caller is gone, are of no use to anybody. */
    private static boolean runs(ContainerRecord made, String bootId) {
        return made.phase() == ContainerRecord.Phase.RUNNING
                && made.background()
                && made.address().isPresent()
                && made.bootId().equals(bootId)
                && HostProcess.runs(made.pid(), made.pidStart());
    }

    private void adopt(ContainerRecord made) {
        Inet4Address address = address(made).orElseThrow();
        NetworkAttachment attachment = networks.claim(address);
        neighbours.adopt(made, address);
        live.endInsiders(made);
        live.add(new LiveContainer(made, attachment));
        log.info("Container adopted container={} pid={}", made.id(), made.pid());
    }

    private void remove(ContainerRecord made) {
        try {
            Optional<ContainerExit> exit =
                    made.phase() == ContainerRecord.Phase.RUNNING && made.background()
                            ? Optional.of(live.exitOf(made))
                            : Optional.empty();
            steps.undo(made);
            log.info("Container removed that no longer runs container={}", made.id());
            exit.ifPresent(
                    how ->
                            address(made)
                                    .ifPresent(
                                            address ->
                                                    live.tell(
                                                            LiveContainer.toContainer(
                                                                    made, address),
                                                            how)));
        } catch (RuntimeException e) {
            log.error("Container could not be removed container={}", made.id(), e);
        }
    }

    private static Optional<Inet4Address> address(ContainerRecord made) {
        return made.address().map(Inet4Address::ofLiteral);
    }

    /** A folder whose record cannot be read; its writable part is found when its owner's storage is. */
    private ContainerRecord unknown(String id, String bootId) {
        return new ContainerRecord(
                id,
                "",
                files.bundle(id).toString(),
                0,
                ContainerRecord.Phase.STARTING,
                false,
                Optional.empty(),
                0,
                0,
                bootId,
                0,
                Map.of());
    }
}

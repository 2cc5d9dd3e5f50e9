package dev.sampan.container;

import java.util.Map;
import java.util.Optional;

/**
 * What is kept on disk of a container, enough to find it again and to remove it.
 *
 * @param id its name
 * @param owner whose it is
 * @param storage the owner's folder
 * @param firstUid the host UID that is 0 inside
 * @param phase how far its start came
 * @param background whether it runs on when the control plane ends
 * @param address its address, once it has one
 * @param pid the host's process id of its first process; 0 before it is created
 * @param pidStart when that process was started, in clock ticks since boot, so that another one is not taken for it
 * @param bootId which boot of the machine it runs in
 * @param startedAt when it was started, milliseconds since 1970
 * @param labels as they were wanted
 */
record ContainerRecord(
        String id,
        String owner,
        String storage,
        int firstUid,
        Phase phase,
        boolean background,
        Optional<String> address,
        long pid,
        long pidStart,
        String bootId,
        long startedAt,
        Map<String, String> labels) {

    /** How far a start came. */
    enum Phase {
        STARTING,
        RUNNING
    }

    ContainerRecord {
        labels = Map.copyOf(labels);
    }

    ContainerRecord withAddress(String value) {
        return new ContainerRecord(
                id,
                owner,
                storage,
                firstUid,
                phase,
                background,
                Optional.of(value),
                pid,
                pidStart,
                bootId,
                startedAt,
                labels);
    }

    ContainerRecord withProcess(long newPid, long start) {
        return new ContainerRecord(
                id,
                owner,
                storage,
                firstUid,
                phase,
                background,
                address,
                newPid,
                start,
                bootId,
                startedAt,
                labels);
    }

    ContainerRecord running(long at) {
        return new ContainerRecord(
                id,
                owner,
                storage,
                firstUid,
                Phase.RUNNING,
                background,
                address,
                pid,
                pidStart,
                bootId,
                at,
                labels);
    }
}

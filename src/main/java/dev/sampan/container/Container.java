package dev.sampan.container;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.Map;

/**
 * A container that was started and has not been removed.
 *
 * @param id its name
 * @param owner whose it is
 * @param pid the host's process id of its first process
 * @param address where it is reached from the host
 * @param startedAt when its first process was started
 * @param labels as they were wanted
 */
public record Container(
        ContainerId id,
        String owner,
        long pid,
        Inet4Address address,
        Instant startedAt,
        Map<String, String> labels) {

    public Container {
        labels = Map.copyOf(labels);
    }
}

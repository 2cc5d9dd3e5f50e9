package dev.sampan.operation;

import dev.sampan.app.ResourceLimits;

import java.time.Instant;
import java.util.Map;

/**
 * All that is known of a container of an app.
 *
 * @param id its name
 * @param dyno which process it is, `web.1`
 * @param state `starting`, `running`, `draining` or `exited`
 * @param pid the host's process id of its first process
 * @param startedAt when that was started
 * @param address where the host reaches it
 * @param port where it is expected to listen; 0 when it is not a web process
 * @param release the number of its release
 * @param limits what it may use
 * @param labels what it was marked with
 */
public record ContainerView(
        String id,
        String dyno,
        String state,
        long pid,
        Instant startedAt,
        String address,
        int port,
        int release,
        ResourceLimits limits,
        Map<String, String> labels) {

    public ContainerView {
        labels = Map.copyOf(labels);
    }
}

package dev.sampan.operation;

import dev.sampan.app.ProcessType;
import dev.sampan.container.ContainerUsage;

import java.time.Instant;
import java.util.Optional;

/**
 * One process of an app as it is seen now.
 *
 * @param dyno its name: `web.1`
 * @param type its process type
 * @param state `starting`, `running`, `draining`, `exited` or `crashed`
 * @param containerId the container it runs in; empty while it waits to be started again
 * @param release the number of the release it runs; 0 while it waits to be started again
 * @param since when it was started, or will be started again
 * @param reason why it is not running; may be empty
 * @param note what a limit did to it lately, or why it gets no requests; may be empty
 * @param usage what it uses now
 */
public record ProcessStatus(
        String dyno,
        ProcessType type,
        String state,
        Optional<String> containerId,
        int release,
        Instant since,
        String reason,
        String note,
        Optional<ContainerUsage> usage) {

    public boolean isRunning() {
        return state.equals("running");
    }
}

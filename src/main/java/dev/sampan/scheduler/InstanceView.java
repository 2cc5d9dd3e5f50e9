package dev.sampan.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be found out about an instance from its inside. */
interface InstanceView {

    /** Runs a command inside an instance; empty when it exits with 0, otherwise why not. */
    Optional<String> exec(Instance instance, List<String> command, Duration limit);

    /** The last lines that an instance wrote, the oldest first. */
    List<String> lastLines(Instance instance);
}

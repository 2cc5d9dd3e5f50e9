package dev.sampan.scheduler;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How instances are started, checked and retired.
 *
 * @param port the port in PORT of web processes
 * @param startupTimeout how long a web process may take until it listens, without checks of its own
 * @param workerUptime how long any other process has to stay up, without checks of its own
 * @param boostLimit how long an instance that is not ready may use the processors as one that starts
 * @param drain how long requests of a replaced instance may go on
 * @param stopTimeout how long a process may take to end after SIGTERM
 */
@ConfigurationProperties("sampan.scheduler")
public record SchedulerProperties(
        @DefaultValue("5000") int port,
        @DefaultValue("30s") Duration startupTimeout,
        @DefaultValue("1s") Duration workerUptime,
        @DefaultValue("30s") Duration boostLimit,
        @DefaultValue("60s") Duration drain,
        @DefaultValue("30s") Duration stopTimeout) {

    public SchedulerProperties {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "sampan.scheduler.port is %d; it has to be 1 to 65535".formatted(port));
        }
    }
}

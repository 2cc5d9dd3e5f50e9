package dev.sampan.cron;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How tasks are run that apps want to be run at times.
 *
 * @param zone whose time the schedules mean
 * @param catchUp for how long a time that was missed, as nothing ran that could have looked, is made up for
 * @param longest how long a task may take
 * @param mostOfAnApp how many tasks of one app may run at the same time
 */
@ConfigurationProperties("sampan.cron")
public record CronProperties(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("1h") Duration catchUp,
        @DefaultValue("24h") Duration longest,
        @DefaultValue("10") int mostOfAnApp) {

    private static final Duration LONGEST_CATCH_UP = Duration.ofDays(7);

    public CronProperties {
        if (catchUp.toMinutes() < 1 || catchUp.compareTo(LONGEST_CATCH_UP) > 0) {
            throw new IllegalArgumentException("sampan.cron.catch-up must be 1m to 7d");
        }
        if (longest.toSeconds() < 1) {
            throw new IllegalArgumentException("sampan.cron.longest must be at least 1s");
        }
        if (mostOfAnApp < 1) {
            throw new IllegalArgumentException("sampan.cron.most-of-an-app must be at least 1");
        }
    }
}

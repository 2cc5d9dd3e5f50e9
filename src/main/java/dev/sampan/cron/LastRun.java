package dev.sampan.cron;

import java.time.Instant;
import java.util.Optional;

/**
 * The last run of a task.
 *
 * @param startedAt when it was started
 * @param endedAt when it ended; empty while it runs, or when nobody saw its end
 * @param outcome how it ended, as in `exit code 1`; empty until then
 */
public record LastRun(Instant startedAt, Optional<Instant> endedAt, String outcome) {}

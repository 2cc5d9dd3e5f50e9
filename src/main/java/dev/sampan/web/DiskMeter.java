package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.container.StorageUsage;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ProcessOperations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How much disk apps use, measured seldom: without a quota, every file has to be counted. */
@Component
final class DiskMeter {

    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final int APPS_KEPT = 10_000;

    private final ProcessOperations processes;
    private final Map<AppName, Reading> readings =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<AppName, Reading> eldest) {
                    return size() > APPS_KEPT;
                }
            };

    DiskMeter(ProcessOperations processes) {
        this.processes = processes;
    }

    private record Reading(Instant at, Optional<StorageUsage> usage) {}

    /** How much an app uses; empty before its first deploy. */
    Optional<StorageUsage> usage(Caller caller, AppName app, Instant now) {
        synchronized (readings) {
            Reading reading = readings.get(app);
            if (reading != null && Duration.between(reading.at(), now).compareTo(KEPT) < 0) {
                return reading.usage();
            }
        }
        Optional<StorageUsage> usage = processes.disk(caller, app);
        synchronized (readings) {
            readings.put(app, new Reading(now, usage));
        }
        return usage;
    }

    /** Has the next reading measured, as after a limit has changed. */
    void forget(AppName app) {
        synchronized (readings) {
            readings.remove(app);
        }
    }
}

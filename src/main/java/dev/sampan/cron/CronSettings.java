package dev.sampan.cron;

import dev.sampan.app.AppName;
import dev.sampan.app.Settings;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Whether the tasks of apps are suspended: one task, all of an app, or all of all apps. */
@Service
public class CronSettings {

    private static final String SCOPE = "cron";
    private static final String MAINTENANCE = "maintenance";

    private final Settings settings;

    CronSettings(Settings settings) {
        this.settings = settings;
    }

    /** What somebody set for an app, or for all apps. */
    public Optional<Boolean> maintenance(Optional<AppName> app) {
        return settings.get(SCOPE, app, MAINTENANCE).map(Boolean::parseBoolean);
    }

    /** Whether nothing of an app is run. */
    public boolean isSuspended(AppName app) {
        return Boolean.parseBoolean(settings.effective(SCOPE, app).get(MAINTENANCE));
    }

    /** What somebody set for one task. */
    public Optional<Boolean> maintenance(AppName app, String task) {
        return settings.get(SCOPE, Optional.of(app), MAINTENANCE + "." + task)
                .map(Boolean::parseBoolean);
    }

    /** Suspends the tasks of an app, or of all apps, or resumes them; empty forgets what was set. */
    public void maintain(Optional<AppName> app, Optional<Boolean> maintenance) {
        var _ = settings.set(SCOPE, app, MAINTENANCE, maintenance.map(String::valueOf));
    }

    /** Suspends one task, or resumes it; empty leaves it to `app.json` again. */
    public void maintain(AppName app, String task, Optional<Boolean> maintenance) {
        String name = MAINTENANCE + "." + task;
        var _ = settings.set(SCOPE, Optional.of(app), name, maintenance.map(String::valueOf));
    }
}

package dev.sampan.cron;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.util.Optional;

/** Whether the tasks of apps are suspended: one task, all of an app, or all of all apps. */
@Service
@Transactional
public class CronSettings {

    private static final String MAINTENANCE = "maintenance";

    private final CronSettingRepository rows;
    private final Apps apps;

    CronSettings(CronSettingRepository rows, Apps apps) {
        this.rows = rows;
        this.apps = apps;
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public Optional<Boolean> maintenance(Optional<AppName> app) {
        return get(app, MAINTENANCE);
    }

    /** Whether nothing of an app is run. */
    @Transactional(readOnly = true)
    public boolean isSuspended(AppName app) {
        return maintenance(Optional.of(app)).or(() -> maintenance(Optional.empty())).orElse(false);
    }

    /** What somebody set for one task. */
    @Transactional(readOnly = true)
    public Optional<Boolean> maintenance(AppName app, String task) {
        return get(Optional.of(app), MAINTENANCE + "." + task);
    }

    /** Suspends the tasks of an app, or of all apps, or resumes them; empty forgets what was set. */
    public void maintain(Optional<AppName> app, Optional<Boolean> maintenance) {
        set(app, MAINTENANCE, maintenance);
    }

    /** Suspends one task, or resumes it; empty leaves it to `app.json` again. */
    public void maintain(AppName app, String task, Optional<Boolean> maintenance) {
        set(Optional.of(app), MAINTENANCE + "." + task, maintenance);
    }

    private Optional<Boolean> get(Optional<AppName> app, String name) {
        @Nullable String owner = app.map(AppName::value).orElse(null);
        return rows.findAllByOrderById().stream()
                .filter(row -> row.isOf(owner, name))
                .map(row -> Boolean.parseBoolean(row.value()))
                .findFirst();
    }

    private void set(Optional<AppName> app, String name, Optional<Boolean> value) {
        app.ifPresent(apps::require);
        @Nullable String owner = app.map(AppName::value).orElse(null);
        rows.findAllByOrderById().stream()
                .filter(row -> row.isOf(owner, name))
                .forEach(rows::delete);
        rows.flush();
        value.ifPresent(
                wanted ->
                        rows.saveAndFlush(
                                new CronSettingRow(owner, name, Boolean.toString(wanted))));
    }
}

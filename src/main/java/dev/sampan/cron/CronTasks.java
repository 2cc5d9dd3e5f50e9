package dev.sampan.cron;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.CronSchedule;
import dev.sampan.app.CronTask;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;

import org.springframework.stereotype.Service;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;

/** The tasks of the releases that serve. */
@Service
public class CronTasks {

    private final Apps apps;
    private final Releases releases;
    private final CronSettings settings;
    private final CronStates states;
    private final CronProperties properties;

    CronTasks(
            Apps apps,
            Releases releases,
            CronSettings settings,
            CronStates states,
            CronProperties properties) {
        this.apps = apps;
        this.releases = releases;
        this.settings = settings;
        this.states = states;
        this.properties = properties;
    }

    /** The tasks of an app, as its `app.json` lists them; none before its first deploy. */
    public List<ScheduledTask> of(AppName app) {
        apps.require(app);
        return releases.current(app).stream()
                .flatMap(
                        release -> {
                            boolean suspended = settings.isSuspended(app);
                            return release.cron().stream()
                                    .map(task -> scheduled(release, task, suspended));
                        })
                .toList();
    }

    /**
     * A task of an app.
     *
     * @throws RefusedException when the release that serves has no such task
     */
    public ScheduledTask require(AppName app, String id) {
        return of(app).stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                RefusedException.notFound(
                                        "App '%s' has no cron task '%s'. See `cron:list %s`"
                                                .formatted(
                                                        app,
                                                        id.length() > 40 ? id.substring(0, 40) : id,
                                                        app)));
    }

    private ScheduledTask scheduled(Release release, CronTask task, boolean suspended) {
        String id = task.id(release.app());
        return new ScheduledTask(
                id,
                task,
                release,
                suspended,
                settings.maintenance(release.app(), id).orElse(task.maintenance()),
                CronSchedule.parse(task.schedule())
                        .next(Instant.now().atZone(properties.zone()))
                        .map(ZonedDateTime::toInstant),
                states.lastRun(release.app(), id));
    }
}

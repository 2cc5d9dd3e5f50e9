package dev.sampan.operation;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Limits;
import dev.sampan.container.Containers;
import dev.sampan.container.StorageUsage;
import dev.sampan.git.GitService;
import dev.sampan.git.RepositoryRoom;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.unit.DataSize;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Counts what was pushed to an app for the app's disk. */
@Component
class SourceSpace {

    private static final Logger log = LoggerFactory.getLogger(SourceSpace.class);

    private final Apps apps;
    private final Limits limits;
    private final GitService git;
    private final Scheduler scheduler;
    private final Containers containers;

    SourceSpace(
            Apps apps, Limits limits, GitService git, Scheduler scheduler, Containers containers) {
        this.apps = apps;
        this.limits = limits;
        this.git = git;
        this.scheduler = scheduler;
        this.containers = containers;
    }

    /** Counts a repository; answers what the app may store and does, and nothing when that is not limited. */
    Optional<RepositoryRoom> count(AppName app, DataSize repository) {
        scheduler.prepareStorage(app);
        containers.keepForOwner(app.value(), repository);
        if (limits.effective(app).disk().isEmpty()) {
            return Optional.empty();
        }
        StorageUsage usage = containers.storageUsage(app.value());
        return usage.limit().map(limit -> new RepositoryRoom(limit, usage.used()));
    }

    /** A push that a crash cut off, or one before repositories were counted, is counted when the control plane starts. */
    @EventListener(ApplicationReadyEvent.class)
    void countAll() {
        List<App> deployed = apps.list().stream().filter(App::isDeployed).toList();
        for (App app : deployed) {
            try {
                git.size(app.name())
                        .ifPresent(size -> containers.keepForOwner(app.name().value(), size));
            } catch (RuntimeException e) {
                log.warn("Source not counted, it is at the next push: app={}", app.name(), e);
            }
        }
    }
}

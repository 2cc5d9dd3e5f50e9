package dev.sampan.operation;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Limits;
import dev.sampan.container.Containers;
import dev.sampan.container.StorageUsage;
import dev.sampan.distribution.BlobUploads;
import dev.sampan.distribution.ContentException;
import dev.sampan.distribution.Room;
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

    private static final DataSize NOTHING = DataSize.ofBytes(0);

    private final Apps apps;
    private final Limits limits;
    private final GitService git;
    private final BlobUploads uploads;
    private final Scheduler scheduler;
    private final Containers containers;

    SourceSpace(
            Apps apps,
            Limits limits,
            GitService git,
            BlobUploads uploads,
            Scheduler scheduler,
            Containers containers) {
        this.apps = apps;
        this.limits = limits;
        this.git = git;
        this.uploads = uploads;
        this.scheduler = scheduler;
        this.containers = containers;
    }

    /** Counts a repository; answers what the app may store and does, and nothing when that is not limited. */
    Optional<RepositoryRoom> count(AppName app, DataSize repository) {
        scheduler.prepareStorage(app);
        containers.keepForOwner(app.value(), plus(repository, uploads.size(app)));
        if (limits.effective(app).disk().isEmpty()) {
            return Optional.empty();
        }
        StorageUsage usage = containers.storageUsage(app.value());
        return usage.limit().map(limit -> new RepositoryRoom(limit, usage.used()));
    }

    /** Counts what was pushed as images beside the repository; answers how much more may be. */
    Room imageRoom(AppName app) {
        DataSize begin = uploads.size(app);
        Optional<RepositoryRoom> room = count(app, git.size(app).orElse(NOTHING));
        return () -> left(app, room, begin);
    }

    private long left(AppName app, Optional<RepositoryRoom> room, DataSize begin) {
        if (room.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long more = uploads.size(app).bytes() - begin.bytes();
        long left = room.get().left().bytes() - more;
        if (left <= 0) {
            throw new ContentException(
                    ContentException.Code.SIZE_INVALID,
                    "There is no room for the image: app '%s' uses its disk limit of %s. Raise it with `resource:limit --disk`, or delete files"
                            .formatted(app, room.get().limit().toText()));
        }
        return left;
    }

    private static DataSize plus(DataSize first, DataSize second) {
        return DataSize.ofBytes(first.bytes() + second.bytes());
    }

    /** A push that a crash cut off, or one before repositories were counted, is counted when the control plane starts. */
    @EventListener(ApplicationReadyEvent.class)
    void countAll() {
        List<App> deployed = apps.list().stream().filter(App::isDeployed).toList();
        for (App app : deployed) {
            try {
                DataSize kept =
                        plus(git.size(app.name()).orElse(NOTHING), uploads.size(app.name()));
                if (kept.bytes() > 0) {
                    containers.keepForOwner(app.name().value(), kept);
                }
            } catch (RuntimeException e) {
                log.warn("Source not counted, it is at the next push: app={}", app.name(), e);
            }
        }
    }
}

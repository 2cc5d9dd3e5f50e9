package dev.sampan.metrics;

import dev.sampan.app.AppName;
import dev.sampan.container.Containers;
import dev.sampan.container.StorageUsage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the disk of an app is full. What has no limit is looked at once only: to add up its files may take long.
 */
final class DiskWatch {

    /** The part of its limit that a file system can no longer give away for good: the rest holds its own records. */
    private static final double FULL = 0.99;

    private static final Logger log = LoggerFactory.getLogger(DiskWatch.class);

    private final Containers containers;
    private final Set<AppName> unlimited = new HashSet<>();

    DiskWatch(Containers containers) {
        this.containers = containers;
    }

    List<InstanceWatch.Hit> look(AppName app) {
        if (unlimited.contains(app)) {
            return List.of();
        }
        try {
            return hits(app, containers.storageUsage(app.value()));
        } catch (RuntimeException e) {
            log.warn("Could not look how full a disk is app={}", app, e);
            return List.of();
        }
    }

    private List<InstanceWatch.Hit> hits(AppName app, StorageUsage usage) {
        if (usage.limit().isEmpty() && usage.inodeLimit().isEmpty()) {
            unlimited.add(app);
        }
        List<InstanceWatch.Hit> hits = new ArrayList<>();
        usage.limit()
                .filter(limit -> usage.used().bytes() >= FULL * limit.bytes())
                .ifPresent(
                        limit ->
                                hits.add(
                                        new InstanceWatch.Hit(
                                                LimitEvent.Kind.DISK,
                                                limit.toText(),
                                                usage.used().toText() + " are used")));
        if (usage.inodeLimit().isPresent()
                && usage.inodes().isPresent()
                && usage.inodes().getAsLong() >= FULL * usage.inodeLimit().getAsLong()) {
            hits.add(
                    new InstanceWatch.Hit(
                            LimitEvent.Kind.INODES,
                            Long.toString(usage.inodeLimit().getAsLong()),
                            "there are %d".formatted(usage.inodes().getAsLong())));
        }
        return hits;
    }
}

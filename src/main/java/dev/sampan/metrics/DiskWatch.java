package dev.sampan.metrics;

import dev.sampan.app.AppName;
import dev.sampan.container.Containers;
import dev.sampan.container.StorageUsage;
import java.util.ArrayList;
import java.util.List;

/** Looks whether the disk of an app is full. */
final class DiskWatch {

    /** The part of its limit that a file system can no longer give away for good: the rest holds its own records. */
    private static final double FULL = 0.99;

    private final Containers containers;

    DiskWatch(Containers containers) {
        this.containers = containers;
    }

    List<InstanceWatch.Hit> look(AppName app) {
        StorageUsage usage = containers.storageUsage(app.value());
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

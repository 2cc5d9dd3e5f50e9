package dev.sampan.metrics;

import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.container.Containers;
import dev.sampan.container.StorageUsage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the disk of an app is full, or that of a storage entry that it mounts. What has no limit is looked at once only: to add up its files may take long.
 */
final class DiskWatch {

    /** The part of its limit that a file system can no longer give away for good: the rest holds its own records. */
    private static final double FULL = 0.99;

    private static final Logger log = LoggerFactory.getLogger(DiskWatch.class);

    private final Containers containers;
    private final Function<AppName, SortedMap<EntryName, StorageUsage>> entries;
    private final Set<AppName> unlimited = new HashSet<>();

    /**
     * A watch.
     *
     * @param entries what the storage entries take that an app mounts
     */
    DiskWatch(
            Containers containers, Function<AppName, SortedMap<EntryName, StorageUsage>> entries) {
        this.containers = containers;
        this.entries = entries;
    }

    List<InstanceWatch.Hit> look(AppName app) {
        if (unlimited.contains(app)) {
            return List.of();
        }
        try {
            List<InstanceWatch.Hit> hits = hits(app, containers.storageUsage(app.value()));
            entries.apply(app).forEach((name, usage) -> hits.addAll(hits(name, usage)));
            return hits;
        } catch (RuntimeException e) {
            log.warn("Could not look how full a disk is app={}", app, e);
            return List.of();
        }
    }

    private List<InstanceWatch.Hit> hits(AppName app, StorageUsage usage) {
        if (usage.limit().isEmpty() && usage.inodeLimit().isEmpty()) {
            unlimited.add(app);
        }
        return hits("", usage);
    }

    private static List<InstanceWatch.Hit> hits(EntryName entry, StorageUsage usage) {
        return hits(" of storage entry '%s'".formatted(entry), usage);
    }

    private static List<InstanceWatch.Hit> hits(String whose, StorageUsage usage) {
        List<InstanceWatch.Hit> hits = new ArrayList<>();
        usage.limit()
                .filter(limit -> usage.used().bytes() >= FULL * limit.bytes())
                .ifPresent(
                        limit ->
                                hits.add(
                                        new InstanceWatch.Hit(
                                                LimitEvent.Kind.DISK,
                                                limit.toText(),
                                                usage.used().toText() + whose + " are used")));
        if (usage.inodeLimit().isPresent()
                && usage.inodes().isPresent()
                && usage.inodes().getAsLong() >= FULL * usage.inodeLimit().getAsLong()) {
            hits.add(
                    new InstanceWatch.Hit(
                            LimitEvent.Kind.INODES,
                            Long.toString(usage.inodeLimit().getAsLong()),
                            "there are %d%s".formatted(usage.inodes().getAsLong(), whose)));
        }
        return hits;
    }
}

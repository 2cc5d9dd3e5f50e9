package dev.sampan.image;

import dev.sampan.host.FolderTrees;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes blobs and layers that no kept image has: moved away first, which is quick, and deleted afterwards. */
final class Sweep {

    private static final String TRASH = "trash-";

    private final ImageFiles files;
    private final Duration age;
    private final Blobs blobs;
    private final ImageIndex index;
    private final StoreLock lock;
    private final PortableImages portable;

    Sweep(
            ImageFiles files,
            Duration age,
            Blobs blobs,
            ImageIndex index,
            StoreLock lock,
            PortableImages portable) {
        this.files = files;
        this.age = age;
        this.blobs = blobs;
        this.index = index;
        this.lock = lock;
        this.portable = portable;
    }

    /**
     * Removes what nothing needs; one sweep at a time.
     *
     * @param moved called when images are gone and nobody may look for them yet
     */
    synchronized SweepResult run(Collection<Digest> inUse, Runnable moved) {
        String object = files.images().toString();
        lock.alone(
                "sweep",
                object,
                () -> {
                    Unneeded unneeded = find(kept(inUse, List.of()));
                    moved.run();
                    moveAway(unneeded);
                    portable.forgetGone();
                    return unneeded;
                });
        try {
            SweepResult result = deleteMoved();
            index.keepSpare();
            return result;
        } catch (IOException e) {
            throw StoreLock.failure("sweep", object, e);
        }
    }

    /**
     * What a run would remove if some names were gone.
     *
     * @param without these names
     */
    SweepResult measure(Collection<Digest> inUse, Collection<String> without) {
        String object = files.images().toString();
        Unneeded unneeded =
                lock.shared("look for what can go in", object, () -> find(kept(inUse, without)));
        try {
            // Without the lock: there may be a lot to count, and others may remove it meanwhile.
            return unneeded.measure();
        } catch (IOException e) {
            throw StoreLock.failure("measure", object, e);
        }
    }

    private List<Digest> kept(Collection<Digest> inUse, Collection<String> without)
            throws IOException {
        Map<String, Digest> names = index.names();
        names.keySet().removeAll(without);
        List<Digest> kept = new ArrayList<>(inUse);
        kept.addAll(names.values());
        return kept;
    }

    /** Removes what a crash left behind; called before anything is written. */
    void removeUnfinished() throws IOException {
        for (Path path : children(files.unfinished())) {
            FolderTrees.delete(path);
        }
        for (Path path : children(files.unfinishedLayers())) {
            FolderTrees.delete(path);
        }
    }

    /** What no kept image has, and is not too new. */
    private record Unneeded(List<Path> blobs, List<Path> layers) {

        /** What removing it would free. */
        SweepResult measure() throws IOException {
            long bytes = 0;
            for (Path blob : blobs) {
                bytes += DiskUse.of(blob);
            }
            for (Path layer : layers) {
                bytes += DiskUse.of(layer);
            }
            return new SweepResult(blobs.size(), layers.size(), DataSize.ofBytes(bytes));
        }
    }

    private Unneeded find(Collection<Digest> images) throws IOException {
        Set<String> keptBlobs = new HashSet<>();
        Set<String> keptLayers = new HashSet<>();
        for (Digest image : images) {
            if (!blobs.has(image)) {
                continue;
            }
            OciJson.Manifest manifest = ImageDocuments.manifest(blobs, image);
            keptBlobs.add(manifest.config().digest().hex());
            keep(image, keptBlobs);
            for (OciJson.Descriptor layer : manifest.layers()) {
                keep(layer.digest(), keptBlobs);
            }
            ImageDocuments.config(blobs, manifest)
                    .rootfs()
                    .diffIds()
                    .forEach(diffId -> keptLayers.add(diffId.hex()));
        }
        FileTime old = FileTime.from(Instant.now().minus(age));
        return new Unneeded(
                unneeded(files.blobs(), keptBlobs, old), unneeded(files.layers(), keptLayers, old));
    }

    private void keep(Digest blob, Set<String> kept) throws IOException {
        kept.add(blob.hex());
        portable.find(blob).ifPresent(made -> kept.add(made.hex()));
    }

    private void moveAway(Unneeded unneeded) throws IOException {
        for (Path blob : unneeded.blobs()) {
            Files.move(blob, files.unfinished().resolve(TRASH + blob.getFileName()));
        }
        for (Path layer : unneeded.layers()) {
            Files.move(layer, files.unfinishedLayers().resolve(TRASH + layer.getFileName()));
        }
    }

    private SweepResult deleteMoved() throws IOException {
        Unneeded moved = new Unneeded(trash(files.unfinished()), trash(files.unfinishedLayers()));
        SweepResult result = moved.measure();
        for (Path blob : moved.blobs()) {
            FolderTrees.delete(blob);
        }
        for (Path layer : moved.layers()) {
            FolderTrees.delete(layer);
        }
        return result;
    }

    private static List<Path> unneeded(Path folder, Set<String> kept, FileTime old)
            throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path path : children(folder)) {
            String name = path.getFileName().toString();
            if (!name.startsWith(".") && !kept.contains(name) && changed(path).compareTo(old) < 0) {
                found.add(path);
            }
        }
        return found;
    }

    /** When the inode was dealt with last: content, owner or name. The time of content is made up in layers. */
    private static FileTime changed(Path path) throws IOException {
        return (FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> trash(Path folder) throws IOException {
        return children(folder).stream()
                .filter(path -> path.getFileName().toString().startsWith(TRASH))
                .toList();
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}

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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes blobs and layers that no kept image has: moved away first, which is quick, and deleted afterwards. */
final class Sweep {

    private static final String TRASH = "trash-";

    private final ImageFiles files;
    private final Duration age;

    Sweep(ImageFiles files, Duration age) {
        this.files = files;
        this.age = age;
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

    void moveAway(Collection<Digest> images, Blobs blobs) throws IOException {
        Set<String> keptBlobs = new HashSet<>();
        Set<String> keptLayers = new HashSet<>();
        for (Digest image : images) {
            if (!blobs.has(image)) {
                continue;
            }
            OciJson.Manifest manifest = ImageDocuments.manifest(blobs, image);
            keptBlobs.add(image.hex());
            keptBlobs.add(manifest.config().digest().hex());
            manifest.layers().forEach(layer -> keptBlobs.add(layer.digest().hex()));
            ImageDocuments.config(blobs, manifest)
                    .rootfs()
                    .diffIds()
                    .forEach(diffId -> keptLayers.add(diffId.hex()));
        }
        FileTime old = FileTime.from(Instant.now().minus(age));
        moveAway(files.blobs(), keptBlobs, old, files.unfinished());
        moveAway(files.layers(), keptLayers, old, files.unfinishedLayers());
    }

    SweepResult deleteMoved() throws IOException {
        int blobs = 0;
        int layers = 0;
        long bytes = 0;
        for (Path blob : trash(files.unfinished())) {
            bytes += Files.size(blob);
            blobs++;
            FolderTrees.delete(blob);
        }
        for (Path layer : trash(files.unfinishedLayers())) {
            layers++;
            FolderTrees.delete(layer);
        }
        return new SweepResult(blobs, layers, DataSize.ofBytes(bytes));
    }

    private static void moveAway(Path folder, Set<String> kept, FileTime old, Path trash)
            throws IOException {
        for (Path path : children(folder)) {
            String name = path.getFileName().toString();
            if (!name.startsWith(".") && !kept.contains(name) && changed(path).compareTo(old) < 0) {
                Files.move(path, trash.resolve(TRASH + name));
            }
        }
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

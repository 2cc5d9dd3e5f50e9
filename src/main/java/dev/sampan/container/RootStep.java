package dev.sampan.container;

import dev.sampan.host.Mounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Mounts the image's layers and a writable one of the container's own. */
final class RootStep implements StartStep {

    private final ContainerFiles files;
    private final RootMounter roots;
    private final Mounts mounts;

    RootStep(ContainerFiles files, RootMounter roots, Mounts mounts) {
        this.files = files;
        this.roots = roots;
        this.mounts = mounts;
    }

    @Override
    public void apply(Starting starting) {
        String id = starting.made().id();
        Path root = starting.storage().root();
        Path writable = ContainerFiles.writable(root, id);
        ContainerFiles.passable(writable);
        Path upper = owned(writable.resolve("upper"), starting.storage().firstUid());
        Path work = owned(writable.resolve("work"), starting.storage().firstUid());
        Path target = ContainerFiles.passable(files.rootFilesystem(id));
        roots.mount(starting.spec().image(), starting.prepared().user(), upper, work, target);
    }

    /** The upper folder's owner and mode are those of the container's root folder. */
    private static Path owned(Path folder, int uid) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setAttribute(folder, "unix:uid", uid);
            Files.setAttribute(folder, "unix:gid", uid);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void undo(ContainerRecord made) {
        mounts.unmount(files.rootFilesystem(made.id()));
        ContainerFiles.deleteTree(ContainerFiles.writable(Path.of(made.storage()), made.id()));
    }
}

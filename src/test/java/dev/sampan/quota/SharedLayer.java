package dev.sampan.quota;

import dev.sampan.host.FolderTrees;
import dev.sampan.host.Mounts;
import dev.sampan.host.SampanHome;
import dev.sampan.host.UserNamespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A layer of an image, mounted below an app's own writable layer as containers have it. */
final class SharedLayer implements AutoCloseable {

    private final Mounts mounts = new Mounts();
    private final Path folder;
    private final UserNamespaces namespaces;

    private SharedLayer(Path folder) {
        this.folder = folder;
        this.namespaces = new UserNamespaces(new SampanHome(folder), mounts);
    }

    /** A layer with one file, which belongs to user 1000 of the image. */
    static SharedLayer with(Path home, String file, long size) throws IOException {
        SharedLayer layer = new SharedLayer(Files.createDirectory(home.resolve("layer")));
        for (String name : List.of("files", "lower", "merged")) {
            give(Files.createDirectory(layer.folder.resolve(name)), 1000);
        }
        Path data = layer.folder.resolve("files").resolve(file);
        Files.write(data, new byte[(int) size]);
        give(data, 1000);
        return layer;
    }

    /** Mounts the layer for an owner, below a writable one, and answers with the owner's user in it. */
    AppUser seenBy(UidLease lease, Path writable) throws IOException {
        Path upper = Files.createDirectory(writable.resolve("upper"));
        Path work = Files.createDirectory(writable.resolve("work"));
        give(upper, lease.hostUid(1000));
        mounts.idmapped(
                folder.resolve("files"),
                folder.resolve("lower"),
                namespaces.forBlock(lease.firstUid()));
        mounts.overlay(List.of(folder.resolve("lower")), upper, work, folder.resolve("merged"));
        return new AppUser(lease.hostUid(1000), folder.resolve("merged"));
    }

    @Override
    public void close() throws IOException {
        mounts.unmount(folder.resolve("merged"));
        mounts.unmount(folder.resolve("lower"));
        namespaces.release(QuotasFixture.FIRST_UID);
        FolderTrees.delete(folder);
    }

    private static void give(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid);
        Files.setAttribute(path, "unix:gid", uid);
    }
}

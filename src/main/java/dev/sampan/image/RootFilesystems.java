package dev.sampan.image;

import dev.sampan.host.FolderTrees;
import dev.sampan.host.MountPoint;
import dev.sampan.host.Mounts;
import dev.sampan.host.UserNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Puts root file systems together: the layers of an image as lower folders that all containers share, shown with the
 * UIDs of one block, and a folder of the container's own above them.
 */
@Component
public final class RootFilesystems {

    /** The runtime mounts over these or writes into them: none may be a symbolic link that leads elsewhere. */
    private static final List<String> REAL_FOLDERS = List.of("dev", "proc", "sys", "etc");

    private final FileImageStore store;
    private final Mounts mounts;
    private final ImageFiles files;

    RootFilesystems(FileImageStore store, Mounts mounts, ImageFiles files) {
        this.store = store;
        this.mounts = mounts;
        this.files = files;
        sweep();
    }

    /** Removes what a control plane left that was killed while it put a root file system together. */
    private void sweep() {
        Path lowers = files.lowers();
        if (!Files.isDirectory(lowers)) {
            return;
        }
        try {
            mounts.list().stream()
                    .map(MountPoint::target)
                    .filter(target -> target.startsWith(lowers))
                    .forEach(mounts::unmount);
            FolderTrees.delete(lowers);
        } catch (IOException e) {
            throw new ImageStoreException(
                    "Cannot remove '%s': %s".formatted(lowers, e.getMessage()), e);
        }
    }

    /**
     * Mounts an image. One mount stays: those of its layers are only needed until the overlay holds them.
     *
     * @param namespace the UIDs under which the files of the image appear
     * @param upper a new folder for what the container writes
     * @param work a new folder on the same file system, for overlayfs itself
     * @param target a folder that exists
     * @throws InvalidLayerException when the image would lead the runtime astray
     */
    public RootFilesystem mount(
            Image image, UserNamespace namespace, Path upper, Path work, Path target) {
        List<Path> folders =
                new ArrayList<>(new LinkedHashSet<>(store.layerFolders(image).reversed()));
        List<Path> lowers = new ArrayList<>();
        Path scratch = makeScratch(image);
        try {
            for (Path folder : folders) {
                Path lower =
                        Files.createDirectory(scratch.resolve(Integer.toString(lowers.size())));
                lowers.add(lower);
                mounts.idmapped(folder, lower, namespace);
            }
            mounts.overlay(lowers, upper, work, target);
        } catch (IOException e) {
            throw new ImageStoreException(
                    "Cannot mount image '%s': %s".formatted(image.digest(), e.getMessage()), e);
        } finally {
            removeScratch(scratch, lowers);
        }
        RootFilesystem root = new RootFilesystem(target, mounts);
        try {
            check(image, target);
            return root;
        } catch (RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private static void check(Image image, Path target) {
        for (String name : REAL_FOLDERS) {
            Path path = target.resolve(name);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidLayerException(
                        "Image '%s' cannot be run: its '/%s' is not a folder"
                                .formatted(image.digest(), name));
            }
        }
    }

    private Path makeScratch(Image image) {
        try {
            Files.createDirectories(files.lowers());
            return Files.createTempDirectory(files.lowers(), "");
        } catch (IOException e) {
            throw new ImageStoreException(
                    "Cannot mount image '%s': %s".formatted(image.digest(), e.getMessage()), e);
        }
    }

    private void removeScratch(Path scratch, List<Path> lowers) {
        try {
            for (Path lower : lowers) {
                mounts.unmount(lower);
                Files.delete(lower);
            }
            Files.delete(scratch);
        } catch (IOException e) {
            throw new ImageStoreException(
                    "Cannot remove '%s': %s".formatted(scratch, e.getMessage()), e);
        }
    }
}

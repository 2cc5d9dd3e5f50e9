package dev.sampan.container;

import dev.sampan.host.FolderTrees;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Where containers lie: `containers/<id>/`, the bundle with the root file system in `rootfs`, and `container.json`. */
final class ContainerFiles {

    private final Path folder;
    private final Path layers;

    ContainerFiles(SampanHome home) {
        this.folder = home.resolve("containers");
        this.layers = home.resolve("layers");
    }

    Path bundle(String id) {
        return folder.resolve(id);
    }

    Path rootFilesystem(String id) {
        return bundle(id).resolve("rootfs");
    }

    /** The application's folder in the root file system. */
    Path app(String id) {
        return rootFilesystem(id).resolve(ContainerSpec.APP.substring(1));
    }

    /** The process id of its conmon. */
    Path monitor(String id) {
        return bundle(id).resolve("conmon.pid");
    }

    Path record(String id) {
        return bundle(id).resolve("container.json");
    }

    /** The unpacked layers of images, which all containers stand on. */
    Path layers() {
        return layers;
    }

    /** Where a container sees the storage of another owner, as its own user has it. */
    Path lent(String id, String lender) {
        return bundle(id).resolve("lent").resolve(lender);
    }

    /** The owners whose storage a container sees. */
    List<String> lenders(String id) {
        return names(bundle(id).resolve("lent"));
    }

    /** The writable part of a container, in its owner's storage. */
    static Path writable(Path storage, String id) {
        return storage.resolve("upper").resolve(id);
    }

    /** The names of all containers that have a folder. */
    List<String> ids() {
        return names(folder);
    }

    private static List<String> names(Path of) {
        if (!Files.isDirectory(of)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(of)) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a folder that users of containers may pass through, but not list. */
    static Path passable(Path made) {
        try {
            Files.createDirectories(made);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder and all that is in it; nothing there is fine. */
    static void deleteTree(Path root) {
        try {
            FolderTrees.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete '%s'".formatted(root), e);
        }
    }
}

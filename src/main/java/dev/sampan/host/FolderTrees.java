package dev.sampan.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * Deletes folders whatever is in them, also when somebody hostile wrote it: no link is followed, nothing is entered that
 * is mounted below, and no tree is too deep.
 */
public final class FolderTrees {

    /** Each level holds a descriptor; what lies deeper is moved up first. */
    private static final int DEEPEST = 60;

    private final SecureDirectoryStream<Path> root;
    private final Deque<Path> movedUp = new ArrayDeque<>();

    private FolderTrees(SecureDirectoryStream<Path> root) {
        this.root = root;
    }

    /**
     * Deletes a file, a link or a folder with everything in it; does nothing when there is none.
     *
     * @throws IOException when something is mounted below it, or somebody still writes into it
     */
    public static void delete(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
            return;
        }
        refuseMounts(path);
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(path)) {
            if (!(folder instanceof SecureDirectoryStream<Path> secure)) {
                throw new NotDirectoryException(path.toString());
            }
            new FolderTrees(secure).deleteContents();
        } catch (NoSuchFileException e) {
            return; // somebody else deleted it meanwhile
        }
        Files.deleteIfExists(path);
    }

    /** To delete through a mount would empty what somebody else still has. */
    private static void refuseMounts(Path path) throws IOException {
        Path real = path.toRealPath(LinkOption.NOFOLLOW_LINKS);
        Path parent = real.getParent();
        Path plain =
                parent == null ? real : parent.toRealPath().resolve(real.getFileName().toString());
        for (MountPoint mount : new Mounts().list()) {
            if (mount.target().startsWith(plain)) {
                throw new IOException(
                        "'%s' cannot be deleted: something is mounted at '%s'. Unmount it first"
                                .formatted(path, mount.target()));
            }
        }
    }

    private void deleteContents() throws IOException {
        deleteContents(root, 0);
        while (!movedUp.isEmpty()) {
            deleteFolder(root, movedUp.remove(), 0);
        }
    }

    private void deleteContents(SecureDirectoryStream<Path> folder, int depth) throws IOException {
        for (Path entry : folder) {
            Path name = entry.getFileName();
            if (!movedUp.contains(name)) {
                deleteEntry(folder, name, depth);
            }
        }
    }

    private void deleteEntry(SecureDirectoryStream<Path> folder, Path name, int depth)
            throws IOException {
        try {
            if (!isFolder(folder, name)) {
                folder.deleteFile(name);
            } else if (depth < DEEPEST) {
                deleteFolder(folder, name, depth);
            } else {
                Path moved = Path.of(".deleted-" + UUID.randomUUID());
                folder.move(name, root, moved);
                movedUp.add(moved);
            }
        } catch (NoSuchFileException e) {
            return; // whoever deleted it did what we want
        }
    }

    private void deleteFolder(SecureDirectoryStream<Path> parent, Path name, int depth)
            throws IOException {
        try (SecureDirectoryStream<Path> inner =
                parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            deleteContents(inner, depth + 1);
        }
        parent.deleteDirectory(name);
    }

    private static boolean isFolder(SecureDirectoryStream<Path> folder, Path name)
            throws IOException {
        return folder.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }
}

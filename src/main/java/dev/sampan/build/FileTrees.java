package dev.sampan.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/** Deletes folders that an app's processes wrote: no link is followed, whatever stands where. */
final class FileTrees {

    /** Deeper than that nothing is made but by malice; each level holds a file open. */
    private static final int DEEPEST = 400;

    private FileTrees() {}

    /** Deletes a file, link or folder with everything in it; does nothing when there is none. */
    static void delete(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
            return;
        }
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(path)) {
            if (!(folder instanceof SecureDirectoryStream<Path> secure)) {
                throw new NotDirectoryException(path.toString());
            }
            deleteContents(secure, 0);
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(path);
    }

    private static void deleteContents(SecureDirectoryStream<Path> folder, int depth)
            throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("folders are nested more than " + DEEPEST + " deep");
        }
        for (Path entry : folder) {
            Path name = entry.getFileName();
            boolean isFolder =
                    folder.getFileAttributeView(
                                    name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes()
                            .isDirectory();
            if (isFolder) {
                try (SecureDirectoryStream<Path> inner =
                        folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    deleteContents(inner, depth + 1);
                }
                folder.deleteDirectory(name);
            } else {
                folder.deleteFile(name);
            }
        }
    }
}

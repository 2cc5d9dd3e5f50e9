package dev.sampan.image;

import dev.sampan.host.RootFolder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An OCI layout in a folder that nobody writes to any more; no link in it is followed. */
final class LayoutFolder implements ArchiveFiles {

    private final Path folder;

    LayoutFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public InputStream open(String name) throws IOException {
        int slash = name.lastIndexOf('/');
        try (RootFolder root = new RootFolder(folder)) {
            if (slash > 0 && !root.isFolder(name.substring(0, slash))) {
                throw ArchiveFiles.missing(name);
            }
        }
        if (!has(name)) {
            throw ArchiveFiles.missing(name);
        }
        try {
            return new BufferedInputStream(
                    Files.newInputStream(
                            folder.resolve(name),
                            StandardOpenOption.READ,
                            LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw ArchiveFiles.missing(name);
        }
    }
}

package dev.sampan.logs;

import dev.sampan.host.Inodes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A log file of a container: `web.1~4f2a.log`. `web.1~4f2a~old.log` is what it was before conmon began it anew, and
 * `web.1~4f2a.log.tmp`, empty, is what conmon will go on with.
 */
record LogFile(Path path) {

    private static final String END = ".log";
    private static final String OLD_END = "~old.log";
    private static final String NEXT_END = ".tmp";

    static List<LogFile> in(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(END)).map(LogFile::new).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Whether a container writes it, or did, under this name. */
    boolean current() {
        return path.getFileName().toString().contains("~") && !replaced();
    }

    /** Whether it is what a file was before conmon began it anew, or will be. */
    boolean replaced() {
        return path.getFileName().toString().endsWith(OLD_END);
    }

    /** Whether it is but another name of the file that is written. */
    boolean repeated() throws IOException {
        if (!replaced()) {
            return false;
        }
        String name = path.getFileName().toString();
        Path current =
                path.resolveSibling(name.substring(0, name.length() - OLD_END.length()) + END);
        return Files.exists(current) && Files.isSameFile(current, path);
    }

    private Path old() {
        String name = path.getFileName().toString();
        return path.resolveSibling(name.substring(0, name.length() - END.length()) + OLD_END);
    }

    private Path next() {
        return path.resolveSibling(path.getFileName() + NEXT_END);
    }

    /** The host's user that it belongs to; 0 when it is gone. */
    int owner() {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return 0;
        }
    }

    void giveTo(int owner) {
        Inodes.setOwner(path, owner, owner);
    }

    /** Gives it a second name, by which it can be read when conmon has put another file in its place. */
    void keep() throws IOException {
        if (Files.exists(old()) && Files.isSameFile(old(), path)) {
            return;
        }
        Path link = path.resolveSibling(path.getFileName() + ".link");
        Files.deleteIfExists(link);
        Files.createLink(link, path);
        Files.move(link, old(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Empties it, while it is written; conmon appends to it from the new beginning. */
    void beginAnew() throws IOException {
        Files.deleteIfExists(old());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /** Makes the file that conmon will go on with. */
    void prepareNext(int owner) throws IOException {
        try {
            Files.createFile(next());
            Inodes.setOwner(next(), owner, owner);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    /** Removes it, and all that comes with it. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
        if (current()) {
            Files.deleteIfExists(next());
        }
    }
}

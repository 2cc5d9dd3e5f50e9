package dev.sampan.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;

/** The route table on disk: the current one, and the one before it for the day the current one is damaged. */
final class RouteTableFile {

    private final RouterFiles files;
    private final RouteTableReader reader = new RouteTableReader();
    private final RouteTableWriter writer = new RouteTableWriter();

    RouteTableFile(RouterFiles files) {
        this.files = files;
    }

    /**
     * Reads the table, or the one before when the table cannot be used; an absent table is an empty one.
     *
     * @param warnings told what is wrong with a file, in a full sentence
     * @throws InvalidRouteTableException when tables are there and none can be used
     */
    synchronized RouteTable load(Consumer<String> warnings) {
        Optional<RouteTable> current = tryRead(files.table(), warnings);
        if (current.isPresent()) {
            return current.get();
        }
        Optional<RouteTable> previous = tryRead(files.previousTable(), warnings);
        if (previous.isPresent()) {
            warnings.accept(
                    "Routing by the table before it, generation %d of '%s'"
                            .formatted(previous.get().generation(), files.previousTable()));
            return previous.get();
        }
        if (Files.exists(files.table()) || Files.exists(files.previousTable())) {
            throw new InvalidRouteTableException(
                    "No usable route table in '%s'. Start the control plane, it writes a new one"
                            .formatted(files.folder()));
        }
        return RouteTable.EMPTY;
    }

    /**
     * Reads the current table and no other, unless none was ever written; an InvalidRouteTableException says what is wrong
     * with it.
     */
    synchronized RouteTable loadCurrentOrEmpty() {
        return Files.exists(files.table()) || Files.exists(files.previousTable())
                ? loadCurrent()
                : RouteTable.EMPTY;
    }

    /**
     * Reads the current table and no other; an InvalidRouteTableException says what is wrong with it. Routes that are as they
     * were when a table was last read are the same objects.
     */
    synchronized RouteTable loadCurrent() {
        return read(files.table());
    }

    private Optional<RouteTable> tryRead(Path file, Consumer<String> warnings) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file));
        } catch (InvalidRouteTableException e) {
            warnings.accept(e.getMessage() == null ? e.toString() : e.getMessage());
            return Optional.empty();
        }
    }

    private RouteTable read(Path file) {
        try {
            return reader.read(file);
        } catch (InvalidRouteTableException e) {
            throw new InvalidRouteTableException(
                    "Route table '%s' is damaged: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new InvalidRouteTableException(
                    "Route table '%s' cannot be read: %s".formatted(file, e), e);
        }
    }

    /** Writes the table so that a reader sees the old one or the new one, whole, also after a power cut. */
    synchronized void store(RouteTable table) {
        try {
            Files.createDirectories(files.folder());
            if (tryRead(files.table(), warning -> {}).isPresent()) {
                Path link = temporary(files.previousTable());
                Files.deleteIfExists(link);
                Files.createLink(link, files.table());
                Files.move(link, files.previousTable(), StandardCopyOption.ATOMIC_MOVE);
            }
            Path temporary = temporary(files.table());
            write(temporary, writer.write(table));
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temporary, files.table(), StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (AtomicMoveNotSupportedException e) {
            throw new UncheckedIOException(
                    "Folder '%s' does not support atomic moves".formatted(files.folder()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Route table '%s' cannot be written: %s".formatted(files.table(), e), e);
        }
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(files.folder(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}

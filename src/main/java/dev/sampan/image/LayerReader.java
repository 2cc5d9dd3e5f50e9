package dev.sampan.image;

import dev.sampan.image.LayerEntry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a layer from a tar that nobody vouches for: each entry is checked before it is passed on.
 *
 * <p>Devices, pipes and extended attributes are left out: containers get their devices from the runtime, and no program
 * of an image is given a capability by its file.
 */
final class LayerReader {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4095;

    /** The most bytes of one entry's headers together, and of the padding at the end. */
    private static final long LARGEST_HEADER = 1L << 20;

    private final ImageProperties bounds;
    private final Consumer<String> notes;
    private long bytes;
    private int entries;

    LayerReader(ImageProperties bounds, Consumer<String> notes) {
        this.bounds = bounds;
        this.notes = notes;
    }

    /**
     * Passes every entry on.
     *
     * @throws InvalidLayerException when one cannot be taken
     */
    void read(InputStream stream, LayerSink sink) throws IOException {
        MeteredInput input = new MeteredInput(stream);
        TarArchiveInputStream tar = new TarArchiveInputStream(input, StandardCharsets.UTF_8.name());
        byte[] buffer = new byte[1 << 16];
        input.allow(LARGEST_HEADER);
        TarArchiveEntry header = next(tar);
        while (header != null) {
            count(header);
            Optional<LayerEntry> entry = check(header, tar);
            input.allow(header.getSize() + LARGEST_HEADER);
            if (entry.isPresent() && entry.get().kind() == Kind.FILE) {
                try (OutputStream content = sink.addFile(entry.get())) {
                    copy(tar, content, entry.get(), buffer);
                }
            } else if (entry.isPresent()) {
                sink.add(entry.get());
            }
            input.allow(unread(header, entry) + LARGEST_HEADER);
            header = next(tar);
        }
        // Tars are padded to whole records.
        input.allow(LARGEST_HEADER);
        input.transferTo(OutputStream.nullOutputStream());
    }

    /** What belongs to an entry that was not taken, and is skipped with the next header. */
    private static long unread(TarArchiveEntry header, Optional<LayerEntry> entry) {
        return entry.isPresent() && entry.get().kind() == Kind.FILE ? 0 : header.getSize();
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar) {
        try {
            return tar.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private static int next(TarArchiveInputStream tar, byte[] buffer) {
        try {
            return tar.read(buffer);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static InvalidLayerException damaged(Exception reason) {
        return new InvalidLayerException(
                "The tar of the layer is damaged: " + reason.getMessage(), reason);
    }

    private void count(TarArchiveEntry header) {
        entries++;
        if (entries > bounds.mostEntries()) {
            throw new InvalidLayerException(
                    "The layer has more than %d entries, see sampan.image.most-entries"
                            .formatted(bounds.mostEntries()));
        }
        bytes = Math.addExact(bytes, Math.max(0, header.getRealSize()));
        if (header.getRealSize() < 0 || bytes > bounds.largestLayer().bytes()) {
            throw new InvalidLayerException(
                    "The layer is larger than %s with entry '%s', see sampan.image.largest-layer"
                            .formatted(bounds.largestLayer().toText(), header.getName()));
        }
    }

    private static void copy(
            TarArchiveInputStream tar, OutputStream content, LayerEntry entry, byte[] buffer)
            throws IOException {
        long copied = 0;
        int read;
        while ((read = next(tar, buffer)) > 0) {
            content.write(buffer, 0, read);
            copied += read;
        }
        if (copied != entry.size()) {
            throw new InvalidLayerException(
                    "The tar ends in the middle of entry '%s'".formatted(entry.name()));
        }
    }

    private Optional<LayerEntry> check(TarArchiveEntry header, TarArchiveInputStream tar) {
        String name = path(header.getName(), header.getName());
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.startsWith(TarLayerSink.WHITEOUT_PREFIX)) {
            return mark(name, last);
        }
        if (header.isCharacterDevice() || header.isBlockDevice() || header.isFIFO()) {
            notes.accept("Left out '%s': it is a device or pipe".formatted(name));
            return Optional.empty();
        }
        if (!tar.canReadEntryData(header)) {
            throw new InvalidLayerException(
                    "Entry '%s' is stored in a form that is not known here".formatted(name));
        }
        return Optional.of(
                new LayerEntry(
                        kind(header, name),
                        name,
                        header.getMode() & 07777,
                        id(header.getLongUserId(), name),
                        id(header.getLongGroupId(), name),
                        header.isFile() ? header.getRealSize() : 0,
                        link(header, name),
                        header.getLastModifiedTime().toInstant()));
    }

    private static Optional<LayerEntry> mark(String name, String last) {
        String folder = name.substring(0, Math.max(0, name.length() - last.length() - 1));
        if (last.equals(TarLayerSink.OPAQUE_MARK)) {
            return Optional.of(LayerEntry.mark(Kind.OPAQUE, folder));
        }
        if (last.startsWith(TarLayerSink.WHITEOUT_PREFIX + TarLayerSink.WHITEOUT_PREFIX)) {
            return Optional.empty();
        }
        String hidden = last.substring(TarLayerSink.WHITEOUT_PREFIX.length());
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
            throw new InvalidLayerException("Entry '%s' hides nothing".formatted(name));
        }
        return Optional.of(
                LayerEntry.mark(Kind.WHITEOUT, folder.isEmpty() ? hidden : folder + "/" + hidden));
    }

    private static Kind kind(TarArchiveEntry header, String name) {
        if (header.isDirectory()) {
            return Kind.DIRECTORY;
        }
        if (header.isSymbolicLink()) {
            return Kind.SYMBOLIC_LINK;
        }
        if (header.isLink()) {
            return Kind.HARD_LINK;
        }
        if (header.isFile()) {
            return Kind.FILE;
        }
        throw new InvalidLayerException("Entry '%s' is of an unknown type".formatted(name));
    }

    private static String link(TarArchiveEntry header, String name) {
        if (header.isSymbolicLink()) {
            if (header.getLinkName().isEmpty() || header.getLinkName().indexOf('\0') >= 0) {
                throw new InvalidLayerException(
                        "Entry '%s' is a symbolic link to nothing".formatted(name));
            }
            return header.getLinkName();
        }
        return header.isLink() ? path(header.getLinkName(), name) : "";
    }

    private static int id(long id, String name) {
        if (id < 0 || id > 65_535) {
            throw new InvalidLayerException(
                    "Entry '%s' belongs to UID or GID %d, an image has 0 to 65535"
                            .formatted(name, id));
        }
        return (int) id;
    }

    /** A name without slashes at both ends and without `.`; it never leads out of the image. */
    private static String path(String text, String entry) {
        if (text.startsWith("/")) {
            throw new InvalidLayerException(
                    "Entry '%s' has an absolute name or link, '%s'".formatted(entry, text));
        }
        if (text.length() > LONGEST_PATH) {
            throw new InvalidLayerException(
                    "Entry '%s...' has a path longer than %d bytes"
                            .formatted(
                                    entry.substring(0, Math.min(entry.length(), LONGEST_NAME)),
                                    LONGEST_PATH));
        }
        StringBuilder path = new StringBuilder(text.length());
        for (String part : text.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..") || part.indexOf('\0') >= 0) {
                throw new InvalidLayerException(
                        "Entry '%s' leads out of the image by '%s'".formatted(entry, text));
            }
            if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                throw new InvalidLayerException(
                        "Entry '%s' has a name longer than %d bytes"
                                .formatted(entry, LONGEST_NAME));
            }
            path.append(path.isEmpty() ? "" : "/").append(part);
        }
        return path.toString();
    }
}

package dev.sampan.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a tar that lies on the disk, without writing any of them: each is a part of the tar. Links, which older
 * archives of docker have for layers that occur twice, are followed in the tar only.
 */
final class TarFiles implements ArchiveFiles {

    private static final int BUFFER = 1 << 16;
    private static final int MOST_FILES = 100_000;
    private static final long LARGEST_HEADER = 1L << 20;

    /** Where a file begins in the tar, and how many bytes it has. */
    private record Part(long begin, long size) {}

    private final Path tar;
    private final Map<String, Part> parts;
    private final Map<String, String> links;

    private TarFiles(Path tar, Map<String, Part> parts, Map<String, String> links) {
        this.tar = tar;
        this.parts = parts;
        this.links = links;
    }

    /**
     * Reads which files a tar has.
     *
     * @return empty when it holds no image, but the files of a root file system as `docker export` writes them
     * @throws InvalidImageException when it is no tar
     */
    static Optional<TarFiles> of(Path tar) throws IOException {
        Map<String, Part> parts = new HashMap<>();
        Map<String, String> links = new HashMap<>();
        try (CountedInput counted =
                        new CountedInput(
                                new BufferedInputStream(Files.newInputStream(tar), BUFFER));
                MeteredInput metered = new MeteredInput(counted);
                TarArchiveInputStream entries =
                        new TarArchiveInputStream(metered, StandardCharsets.UTF_8.name())) {
            metered.allow(LARGEST_HEADER);
            TarArchiveEntry entry = next(entries);
            while (entry != null) {
                add(entry, counted.count(), parts, links);
                if (parts.size() + links.size() > MOST_FILES) {
                    break;
                }
                metered.allow(entry.getSize() + LARGEST_HEADER);
                entry = next(entries);
            }
        }
        TarFiles files = new TarFiles(tar, parts, links);
        return files.has(ForeignImages.SAVED) || files.has(ForeignImages.INDEX)
                ? Optional.of(files)
                : Optional.empty();
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream entries) {
        try {
            return entries.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidImageException(
                    "The archive is no tar, or a damaged one: " + e.getMessage(), e);
        }
    }

    private static void add(
            TarArchiveEntry entry, long begin, Map<String, Part> parts, Map<String, String> links) {
        String name = plain(entry.getName());
        if (entry.isSymbolicLink()) {
            links.put(name, resolve(name, entry.getLinkName()));
        } else if (entry.isLink()) {
            links.put(name, plain(entry.getLinkName()));
        } else if (entry.isFile() && !entry.isSparse()) {
            parts.put(name, new Part(begin, entry.getSize()));
        }
    }

    private static String plain(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private static String resolve(String name, String target) {
        Deque<String> parts = new ArrayDeque<>();
        String folder = name.substring(0, Math.max(0, name.lastIndexOf('/')));
        for (String part : (folder + "/" + target).split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    private @Nullable Part part(String name) {
        Part part = parts.get(name);
        String link = links.get(name);
        return part == null && link != null ? parts.get(link) : part;
    }

    @Override
    public boolean has(String name) {
        return part(name) != null;
    }

    @Override
    public InputStream open(String name) throws IOException {
        Part part = part(name);
        if (part == null) {
            throw ArchiveFiles.missing(name);
        }
        return new PartInput(FileChannel.open(tar, StandardOpenOption.READ), part);
    }

    /** Reads a part of a file. */
    private static final class PartInput extends InputStream {

        private final FileChannel file;
        private long position;
        private final long end;

        PartInput(FileChannel file, Part part) {
            this.file = file;
            this.position = part.begin();
            this.end = part.begin() + part.size();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (position >= end && length > 0) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - position);
            int read = file.read(ByteBuffer.wrap(bytes, offset, wanted), position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

package dev.sampan.git;

import dev.sampan.app.RefusedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.eclipse.jgit.lib.FileMode;

/** Reads a tar, a tar compressed by gzip, or a zip, one file after the other; none of them is ever written to a disk. */
final class ArchiveReader {

    private static final int LONGEST_LINK = 4096;
    private static final int TAR_BLOCK = 512;
    private static final int TAR_MAGIC = 257;

    /** What is done with each file and hard link. */
    interface Visitor {

        void file(ArchivedFile file) throws IOException;

        /** A further name for a file that came before. */
        void hardLink(String path, String target) throws IOException;
    }

    private final Path archive;
    private final GitProperties properties;

    ArchiveReader(Path archive, GitProperties properties) {
        this.archive = archive;
        this.properties = properties;
    }

    /**
     * Reads all of it.
     *
     * @throws RefusedException when it is no such archive
     * @throws SourceExportException when it holds something that no commit can hold
     */
    void read(Visitor visitor) throws IOException {
        byte[] start = start();
        try {
            if (begins(start, 'P', 'K', 3, 4) || begins(start, 'P', 'K', 5, 6)) {
                zip(visitor);
            } else if (begins(start, 0x1f, 0x8b)) {
                try (InputStream in = bounded(unzipped(open()))) {
                    tar(in, visitor);
                }
            } else if (isTar(start)) {
                try (InputStream in = open()) {
                    tar(in, visitor);
                }
            } else {
                throw RefusedException.invalid(
                        "What was sent is neither a tar, nor a tar.gz, nor a zip");
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new SourceExportException("The archive is damaged: " + e.getMessage(), e);
        }
    }

    private static InputStream unzipped(InputStream in) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(in)
                .setDecompressConcatenated(true)
                .get();
    }

    private byte[] start() throws IOException {
        try (InputStream in = open()) {
            return in.readNBytes(TAR_BLOCK);
        }
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(archive), 64 << 10);
    }

    /** A few kilobytes can become gigabytes; headers and padding of all files come on top of what is in them. */
    private InputStream bounded(InputStream in) {
        long most = properties.maxTreeSize().bytes() + 4L * TAR_BLOCK * properties.maxTreeFiles();
        return new BoundedInput(in, most);
    }

    private static boolean begins(byte[] bytes, int... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xff) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTar(byte[] start) {
        return start.length == TAR_BLOCK
                && new String(start, TAR_MAGIC, 5, StandardCharsets.US_ASCII).equals("ustar");
    }

    private static void tar(InputStream in, Visitor visitor) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
        for (TarArchiveEntry entry = tar.getNextEntry();
                entry != null;
                entry = tar.getNextEntry()) {
            if (entry.isDirectory()) {
                continue;
            }
            if (entry.isLink()) {
                visitor.hardLink(entry.getName(), entry.getLinkName());
            } else if (entry.isSymbolicLink()) {
                visitor.file(link(entry.getName(), entry.getLinkName()));
            } else if (isPlain(entry) && tar.canReadEntryData(entry)) {
                visitor.file(
                        new ArchivedFile(
                                entry.getName(), mode(entry.getMode()), entry.getSize(), tar));
            } else {
                throw new SourceExportException(
                        "'%s' of the archive is neither a file, nor a folder, nor a link"
                                .formatted(entry.getName()));
            }
        }
    }

    /** A device, too, passes for a file there. */
    private static boolean isPlain(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO();
    }

    private void zip(Visitor visitor) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.isDirectory()) {
                    continue;
                }
                try (InputStream content = zip.getInputStream(entry)) {
                    visitor.file(file(entry, content));
                }
            }
        }
    }

    private static ArchivedFile file(ZipArchiveEntry entry, InputStream content)
            throws IOException {
        if ((entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG) == UnixStat.LINK_FLAG) {
            byte[] target = content.readNBytes(LONGEST_LINK + 1);
            return link(entry.getName(), new String(target, StandardCharsets.UTF_8));
        }
        return new ArchivedFile(
                entry.getName(), mode(entry.getUnixMode()), entry.getSize(), content);
    }

    private static FileMode mode(int unix) {
        return (unix & 0111) == 0 ? FileMode.REGULAR_FILE : FileMode.EXECUTABLE_FILE;
    }

    private static ArchivedFile link(String path, String target) {
        byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > LONGEST_LINK) {
            throw new SourceExportException(
                    "The link '%s' of the archive leads nowhere, or is too long".formatted(path));
        }
        return new ArchivedFile(
                path, FileMode.SYMLINK, bytes.length, new ByteArrayInputStream(bytes));
    }
}

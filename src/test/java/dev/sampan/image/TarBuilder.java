package dev.sampan.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes tars with anything in them, also what no honest program would write. */
final class TarBuilder {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar =
            new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

    TarBuilder() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    TarBuilder file(String name, String content) {
        return file(name, content, _ -> {});
    }

    TarBuilder file(String name, String content, Consumer<TarArchiveEntry> change) {
        return entry(
                name, TarConstants.LF_NORMAL, content.getBytes(StandardCharsets.UTF_8), change);
    }

    TarBuilder folder(String name, Consumer<TarArchiveEntry> change) {
        return entry(name, TarConstants.LF_DIR, new byte[0], change);
    }

    TarBuilder symbolicLink(String name, String target) {
        return entry(name, TarConstants.LF_SYMLINK, new byte[0], e -> e.setLinkName(target));
    }

    TarBuilder hardLink(String name, String target) {
        return entry(name, TarConstants.LF_LINK, new byte[0], e -> e.setLinkName(target));
    }

    TarBuilder device(String name) {
        return entry(name, TarConstants.LF_CHR, new byte[0], e -> e.setDevMajor(1));
    }

    TarBuilder entry(String name, byte type, byte[] content, Consumer<TarArchiveEntry> change) {
        try {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setSize(content.length);
            entry.setIds(0, 0);
            change.accept(entry);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        try {
            tar.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

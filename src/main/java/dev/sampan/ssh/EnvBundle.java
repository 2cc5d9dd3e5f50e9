package dev.sampan.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Config vars as a tar archive: a file for each, named after its key, whose content is the value as it is. */
final class EnvBundle {

    private static final int OWNER_ONLY = 0600;

    private EnvBundle() {}

    /** The same vars give the same bytes. */
    static byte[] of(SortedMap<String, String> vars) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, String> variable : vars.entrySet()) {
                byte[] value = variable.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(variable.getKey());
                entry.setSize(value.length);
                entry.setMode(OWNER_ONLY);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(value);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The config vars cannot be bundled", e);
        }
        return bytes.toByteArray();
    }
}

package dev.sampan.image;

import dev.sampan.image.LayerEntry.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes a layer as a tar: numeric owners, no names, nothing that depends on the host or the moment.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI layer</a>
 */
final class TarLayerSink implements LayerSink, AutoCloseable {

    static final String WHITEOUT_PREFIX = ".wh.";
    static final String OPAQUE_MARK = ".wh..wh..opq";

    private final TarArchiveOutputStream tar;

    TarLayerSink(OutputStream target) {
        tar = new TarArchiveOutputStream(target, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    @Override
    public void add(LayerEntry entry) throws IOException {
        tar.putArchiveEntry(header(entry));
        tar.closeArchiveEntry();
    }

    @Override
    public OutputStream addFile(LayerEntry entry) throws IOException {
        tar.putArchiveEntry(header(entry));
        return new FilterOutputStream(tar) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                tar.closeArchiveEntry();
            }
        };
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    private static TarArchiveEntry header(LayerEntry entry) {
        TarArchiveEntry header = new TarArchiveEntry(tarName(entry), type(entry.kind()));
        header.setMode(entry.kind() == Kind.SYMBOLIC_LINK ? 0777 : entry.mode());
        header.setIds(entry.uid(), entry.gid());
        header.setNames("", "");
        header.setModTime(FileTime.from(entry.time()));
        if (entry.kind() == Kind.FILE) {
            header.setSize(entry.size());
        }
        if (!entry.link().isEmpty()) {
            header.setLinkName(entry.link());
        }
        return header;
    }

    private static byte type(Kind kind) {
        return switch (kind) {
            case DIRECTORY -> TarConstants.LF_DIR;
            case FILE, WHITEOUT, OPAQUE -> TarConstants.LF_NORMAL;
            case SYMBOLIC_LINK -> TarConstants.LF_SYMLINK;
            case HARD_LINK -> TarConstants.LF_LINK;
        };
    }

    private static String tarName(LayerEntry entry) {
        String name = entry.name();
        return switch (entry.kind()) {
            case DIRECTORY -> name.isEmpty() ? "./" : name + "/";
            case WHITEOUT -> {
                int slash = name.lastIndexOf('/') + 1;
                yield name.substring(0, slash) + WHITEOUT_PREFIX + name.substring(slash);
            }
            case OPAQUE -> name.isEmpty() ? OPAQUE_MARK : name + "/" + OPAQUE_MARK;
            case FILE, SYMBOLIC_LINK, HARD_LINK -> name;
        };
    }
}

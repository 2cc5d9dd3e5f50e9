package dev.sampan.image;

import dev.sampan.host.Inodes;
import dev.sampan.image.LayerEntry.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a folder of the host as the entries of a layer, always in the same order.
 *
 * <p>Sockets, pipes and devices are left out. No symbolic link is followed.
 */
final class FolderReader {

    private static final String ATTRIBUTES = "unix:mode,uid,gid,size,dev,ino,nlink,rdev";
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final LayerSource source;
    private final Map<List<Long>, String> linked = new HashMap<>();

    FolderReader(LayerSource source) {
        this.source = source;
    }

    /** Takes an entry and where its content lies. */
    interface Visitor {
        void visit(LayerEntry entry, Path path) throws IOException;
    }

    /**
     * Visits every entry, folders before what is in them.
     *
     * @throws InvalidLayerException when a file cannot be part of a layer
     */
    void read(Visitor visitor) throws IOException {
        String prefix = source.prefix();
        if (!prefix.isEmpty()) {
            visitor.visit(LayerEntry.directory("", 0755, 0, 0), source.directory());
        }
        for (int i = prefix.indexOf('/'); i > 0; i = prefix.indexOf('/', i + 1)) {
            visitor.visit(
                    LayerEntry.directory(prefix.substring(0, i), 0755, 0, 0), source.directory());
        }
        if (!Files.isDirectory(source.directory(), LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidLayerException(
                    "'%s' is not a folder, so no layer can be made of it"
                            .formatted(source.directory()));
        }
        readFolder(source.directory(), prefix, attributes(source.directory()), visitor);
    }

    private void readFolder(
            Path folder, String name, Map<String, Object> attributes, Visitor visitor)
            throws IOException {
        refusePartial(folder);
        visitor.visit(entry(Kind.DIRECTORY, folder, name, attributes, ""), folder);
        if (source.overlayUpper() && Inodes.isOpaque(folder)) {
            visitor.visit(LayerEntry.mark(Kind.OPAQUE, name), folder);
        }
        for (Path child : children(folder)) {
            String childName =
                    name.isEmpty()
                            ? child.getFileName().toString()
                            : name + "/" + child.getFileName();
            Map<String, Object> childAttributes = attributes(child);
            if ((number(childAttributes, "mode") & TYPE) == FOLDER) {
                readFolder(child, childName, childAttributes, visitor);
            } else {
                Optional<LayerEntry> entry = entry(child, childName, childAttributes);
                if (entry.isPresent()) {
                    visitor.visit(entry.get(), child);
                }
            }
        }
    }

    private Optional<LayerEntry> entry(Path path, String name, Map<String, Object> attributes)
            throws IOException {
        return switch ((int) number(attributes, "mode") & TYPE) {
            case REGULAR -> {
                refusePartial(path);
                yield Optional.of(file(path, name, attributes));
            }
            case LINK ->
                    Optional.of(
                            entry(
                                    Kind.SYMBOLIC_LINK,
                                    path,
                                    name,
                                    attributes,
                                    Files.readSymbolicLink(path).toString()));
            case CHARACTER_DEVICE ->
                    source.overlayUpper() && number(attributes, "rdev") == 0
                            ? Optional.of(LayerEntry.mark(Kind.WHITEOUT, name))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** A file, or one more name of a file that was met before. */
    private LayerEntry file(Path path, String name, Map<String, Object> attributes) {
        if (number(attributes, "nlink") > 1) {
            String first =
                    linked.putIfAbsent(
                            List.of(number(attributes, "dev"), number(attributes, "ino")), name);
            if (first != null) {
                return entry(Kind.HARD_LINK, path, name, attributes, first);
            }
        }
        return entry(Kind.FILE, path, name, attributes, "");
    }

    private LayerEntry entry(
            Kind kind, Path path, String name, Map<String, Object> attributes, String link) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.startsWith(TarLayerSink.WHITEOUT_PREFIX)) {
            throw new InvalidLayerException(
                    "'%s' has a name that means a deleted file in an image. Rename it"
                            .formatted(path));
        }
        return new LayerEntry(
                kind,
                name,
                (int) number(attributes, "mode") & 07777,
                imageId(number(attributes, "uid"), path),
                imageId(number(attributes, "gid"), path),
                kind == Kind.FILE ? number(attributes, "size") : 0,
                link,
                LayerEntry.FIXED_TIME);
    }

    private int imageId(long id, Path path) {
        long inside = id - source.firstUid();
        if (inside < 0 || inside > 65_535) {
            throw new InvalidLayerException(
                    "'%s' belongs to UID or GID %d of the host, which is outside of the block from %d to %d"
                            .formatted(path, id, source.firstUid(), source.firstUid() + 65_535L));
        }
        return (int) inside;
    }

    private void refusePartial(Path path) {
        if (source.overlayUpper() && Inodes.isPartial(path)) {
            throw new InvalidLayerException(
                    "'%s' is only a part of a file or folder; mount overlays with redirect_dir=off,metacopy=off"
                            .formatted(path));
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder)) {
            entries.forEach(children::add);
        }
        children.sort(null);
        return children;
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name), name)).longValue();
    }
}

package dev.sampan.image;

import dev.sampan.host.Inodes;
import dev.sampan.image.LayerEntry.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a layer as a folder that can be a lower folder of overlayfs.
 *
 * <p>The folder is new and nobody else writes below it. What stands at each path is remembered here, so that an entry can
 * never be written through a symbolic link of the same layer, and no file of the host is touched.
 */
final class FolderLayerSink implements LayerSink {

    private final Path root;
    private final Map<String, Kind> written = new HashMap<>();
    private final List<LayerEntry> folders = new ArrayList<>();

    /** Starts a layer in a folder that does not exist yet. */
    FolderLayerSink(Path root) throws IOException {
        this.root = root;
        Files.createDirectory(root);
        Inodes.setMode(root, 0755);
        written.put("", Kind.DIRECTORY);
    }

    @Override
    public void add(LayerEntry entry) throws IOException {
        switch (entry.kind()) {
            case DIRECTORY -> makeFolder(entry);
            case SYMBOLIC_LINK -> {
                Path path = makeRoom(entry);
                Files.createSymbolicLink(path, Path.of(entry.link()));
                Inodes.setOwner(path, entry.uid(), entry.gid());
                Inodes.setTime(path, entry.time());
            }
            case HARD_LINK -> {
                Kind kind = written.get(entry.link());
                boolean isFile = kind == Kind.FILE || kind == Kind.SYMBOLIC_LINK;
                if (kind == null || !isFile || entry.link().equals(entry.name())) {
                    throw new InvalidLayerException(
                            "Entry '%s' is a hard link to '%s', which is no file of the same layer"
                                    .formatted(entry.name(), entry.link()));
                }
                Files.createLink(makeRoom(entry), root.resolve(entry.link()));
                written.put(entry.name(), kind);
            }
            case WHITEOUT -> Inodes.makeWhiteout(makeRoom(entry));
            case OPAQUE -> {
                makeFolders(entry.name(), entry.name());
                Inodes.makeOpaque(root.resolve(entry.name()));
            }
            case FILE ->
                    throw new IllegalArgumentException(
                            "A file has content: '%s'".formatted(entry.name()));
        }
    }

    @Override
    public OutputStream addFile(LayerEntry entry) throws IOException {
        Path path = makeRoom(entry);
        OutputStream content =
                Files.newOutputStream(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new FilterOutputStream(content) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                super.close();
                // The owner first: changing it clears the set-user-id bit.
                Inodes.setOwner(path, entry.uid(), entry.gid());
                Inodes.setMode(path, entry.mode());
                Inodes.setTime(path, entry.time());
            }
        };
    }

    /** Sets the times of folders, which changed with each file that was put into them. */
    void finish() {
        for (LayerEntry folder : folders) {
            Inodes.setTime(root.resolve(folder.name()), folder.time());
        }
    }

    private void makeFolder(LayerEntry entry) throws IOException {
        makeFolders(parent(entry.name()), entry.name());
        Path path = root.resolve(entry.name());
        Kind before = written.get(entry.name());
        if (before != Kind.DIRECTORY) {
            if (before != null) {
                Files.delete(path);
            }
            Files.createDirectory(path);
            written.put(entry.name(), Kind.DIRECTORY);
        }
        Inodes.setOwner(path, entry.uid(), entry.gid());
        Inodes.setMode(path, entry.mode());
        folders.add(entry);
    }

    /** The place for an entry: its folder exists, and what an earlier entry put there is gone. */
    private Path makeRoom(LayerEntry entry) throws IOException {
        if (entry.name().isEmpty()) {
            throw new InvalidLayerException("The root of a layer can only be a folder");
        }
        makeFolders(parent(entry.name()), entry.name());
        Path path = root.resolve(entry.name());
        Kind before = written.put(entry.name(), entry.kind());
        if (before == Kind.DIRECTORY) {
            throw new InvalidLayerException(
                    "Entry '%s' would replace a folder of the same layer".formatted(entry.name()));
        }
        if (before != null) {
            Files.delete(path);
        }
        return path;
    }

    /** Makes folders that the layer does not mention, as other tools do: of root, readable by all. */
    private void makeFolders(String folder, String entry) throws IOException {
        Kind kind = written.get(folder);
        if (kind == Kind.DIRECTORY) {
            return;
        }
        if (kind != null) {
            throw new InvalidLayerException(
                    "Entry '%s' lies below '%s', which is not a folder".formatted(entry, folder));
        }
        makeFolders(parent(folder), entry);
        Path path = root.resolve(folder);
        Files.createDirectory(path);
        Inodes.setMode(path, 0755);
        written.put(folder, Kind.DIRECTORY);
        folders.add(LayerEntry.directory(folder, 0755, 0, 0));
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
}

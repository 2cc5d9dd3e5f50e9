package dev.sampan.image;

import dev.sampan.host.Inodes;
import dev.sampan.image.LayerEntry.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
final class FolderLayerSink implements LayerSink, AutoCloseable {

    private final Path root;
    private final Map<String, Kind> written = new HashMap<>();
    private final List<LayerEntry> folders = new ArrayList<>();
    private final FileWriters writers = new FileWriters();

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
                Path path = makeRoom(entry);
                writers.await();
                Files.createLink(path, root.resolve(entry.link()));
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
        return entry.size() <= FileWriters.LARGEST
                ? new SmallFile(path, entry)
                : new LargeFile(path, entry);
    }

    /** A file that is made elsewhere as soon as all of it is there. */
    private final class SmallFile extends OutputStream {

        private final Path path;
        private final LayerEntry entry;
        private final byte[] content;
        private int length;

        SmallFile(Path path, LayerEntry entry) {
            this.path = path;
            this.entry = entry;
            this.content = new byte[(int) entry.size()];
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            if (count > content.length - length) {
                throw new InvalidLayerException(
                        "Entry '%s' has more than its %d bytes"
                                .formatted(entry.name(), content.length));
            }
            System.arraycopy(bytes, offset, content, length, count);
            length += count;
        }

        /** One that was cut off is not made: whoever read it says so. */
        @Override
        public void close() throws IOException {
            if (length == content.length) {
                writers.write(path, entry, content);
            }
        }
    }

    /** A file that is written while it is read. */
    private static final class LargeFile extends FilterOutputStream {

        private final Path path;
        private final LayerEntry entry;

        LargeFile(Path path, LayerEntry entry) throws IOException {
            super(FileWriters.open(path));
            this.path = path;
            this.entry = entry;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            super.close();
            FileWriters.finish(path, entry);
        }
    }

    /** Waits for all files, and sets the times of folders, which changed with each file that was put into them. */
    void finish() throws IOException {
        writers.await();
        for (LayerEntry folder : folders) {
            Inodes.setTime(root.resolve(folder.name()), folder.time());
        }
    }

    /** Returns when nothing is written any more. */
    @Override
    public void close() {
        writers.close();
    }

    private void makeFolder(LayerEntry entry) throws IOException {
        makeFolders(parent(entry.name()), entry.name());
        Path path = root.resolve(entry.name());
        Kind before = written.get(entry.name());
        if (before != Kind.DIRECTORY) {
            if (before != null) {
                replace(path);
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
            replace(path);
        }
        return path;
    }

    /** Removes what an earlier entry put there, once it is there. */
    private void replace(Path path) throws IOException {
        writers.await();
        Files.delete(path);
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

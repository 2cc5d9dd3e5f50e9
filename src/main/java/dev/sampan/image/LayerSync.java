package dev.sampan.image;

import dev.sampan.host.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that no unpacked layer is used which a power loss may have damaged.
 *
 * <p>To sync thousands of files before a layer may be used would make every push wait for the disk, and for what others
 * write to it. So a layer is used at once, is synced in the background, and is marked then. What the machine did not live
 * to mark is thrown away at the first start after a boot, before any container can stand on it, and unpacked again from
 * its blob, which was synced before it had a name.
 */
final class LayerSync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LayerSync.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String MARK = "sampan.synced";

    /** Until then the push that made a layer is over, and does not wait for the disk because of us. */
    private static final long DELAY_SECONDS = 5;

    private final ImageFiles files;
    private final ScheduledExecutorService background =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("layer-sync").factory());
    private final AtomicBoolean asked = new AtomicBoolean();

    LayerSync(ImageFiles files) {
        this.files = files;
    }

    /** Moves layers that are not sure to be whole to where unfinished ones lie; called before any is used. */
    void moveDoubtfulAway() throws IOException {
        String boot = Files.readString(BOOT_ID).strip();
        Path known = files.layersBoot();
        if (Files.exists(known) && !Files.readString(known).equals(boot)) {
            for (Path layer : unmarked()) {
                LOG.warn(
                        "Layer may be damaged by the end of the last boot; it is unpacked again layer={}",
                        layer.getFileName());
                Files.move(layer, files.newUnfinishedLayer());
            }
        }
    }

    /**
     * Notes that what lies there from now on is of this boot. It is written over what was noted before, which has the same
     * length, so that it needs no room: a full disk must not keep the control plane from starting.
     */
    void noteBoot() throws IOException {
        Files.writeString(
                files.layersBoot(),
                Files.readString(BOOT_ID).strip(),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        Blobs.sync(files.layers());
        published();
    }

    /** Syncs, soon, all layers that are there now. */
    void published() {
        if (asked.compareAndSet(false, true)) {
            var _ = background.schedule(this::sync, DELAY_SECONDS, TimeUnit.SECONDS);
        }
    }

    void sync() {
        asked.set(false);
        try {
            List<Path> layers = unmarked();
            if (layers.isEmpty()) {
                return;
            }
            Posix.syncFileSystem(files.layers());
            for (Path layer : layers) {
                mark(layer);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Layers could not be synced; after a power loss they are unpacked again", e);
        }
    }

    private void mark(Path layer) throws IOException {
        try {
            attributes(layer).write(MARK, ByteBuffer.wrap(new byte[] {'1'}));
        } catch (NoSuchFileException e) {
            LOG.debug("Layer was removed before it was synced layer={}", layer.getFileName());
        }
    }

    private List<Path> unmarked() throws IOException {
        List<Path> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(files.layers(), "[0-9a-f]*")) {
            for (Path layer : entries) {
                if (!attributes(layer).list().contains(MARK)) {
                    found.add(layer);
                }
            }
        }
        return found;
    }

    private static UserDefinedFileAttributeView attributes(Path layer) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(layer, UserDefinedFileAttributeView.class);
        if (view == null) {
            throw new IOException(
                    "The file system of '%s' keeps no extended attributes".formatted(layer));
        }
        return view;
    }

    /** Ends when what is there has been synced. */
    @Override
    public void close() {
        background.shutdownNow();
        sync();
    }
}

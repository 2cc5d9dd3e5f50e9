package dev.sampan.router;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Writes the access log, one JSON object a line, by one thread; full files become `access.log.1` to `.3`. */
final class AccessLog implements AutoCloseable {

    private static final long PAUSE_NANOS = 100_000_000;
    private static final int KEPT = 3;

    /** Whole lines. */
    private interface Lines {
        void writeTo(FileChannel out) throws IOException;
    }

    private final Path file;
    private final long maxBytes;
    private final List<AccessRing> rings = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "access-log");
    private @Nullable FileChannel channel;
    private String opened = "";
    private volatile boolean closing;
    private volatile boolean rotating = true;
    private boolean failed;
    private long reportedDrops;

    AccessLog(Path file, long maxBytes, int workers) {
        this.file = file;
        this.maxBytes = maxBytes;
        for (int i = 0; i < workers; i++) {
            rings.add(new AccessRing(() -> LockSupport.unpark(thread)));
        }
        thread.setDaemon(true);
    }

    AccessRing ring(int worker) {
        return rings.get(worker);
    }

    void start() {
        thread.start();
    }

    /**
     * Says who begins new files when several routers write to one.
     *
     * @param own false when another does; this one goes over to the new file then
     */
    void setRotating(boolean own) {
        rotating = own;
    }

    private void run() {
        while (!closing) {
            drain();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        drain();
        closeFile();
    }

    private void drain() {
        for (AccessRing ring : rings) {
            if (!ring.isEmpty()) {
                write(ring::takeTo);
            }
        }
        long drops = rings.stream().mapToLong(AccessRing::dropped).sum();
        if (drops > reportedDrops) {
            String line = "{\"dropped\":" + (drops - reportedDrops) + "}\n";
            reportedDrops = drops;
            write(out -> out.write(ByteBuffer.wrap(Ascii.bytes(line))));
        }
    }

    private void write(Lines lines) {
        try {
            FileChannel out = open();
            lines.writeTo(out);
            if (rotating && out.size() >= maxBytes) {
                rotate();
            }
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                RouterLog.warn("Access log '%s' cannot be written: %s".formatted(file, e));
            }
            failed = true;
            closeFile();
        }
    }

    private FileChannel open() throws IOException {
        if (!rotating && channel != null && hasMoved()) {
            closeFile();
        }
        FileChannel current = channel;
        if (current == null) {
            current =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND);
            channel = current;
            opened = keyOf(file);
            if (endsWithinLine(file)) {
                current.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
        return current;
    }

    /** As when the disk was full, or a router was killed; what follows would not be read. */
    private static boolean endsWithinLine(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private boolean hasMoved() throws IOException {
        return !keyOf(file).equals(opened);
    }

    private static String keyOf(Path file) throws IOException {
        try {
            return String.valueOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return ""; // moved by another router just now
        }
    }

    private void rotate() throws IOException {
        closeFile();
        for (int number = KEPT - 1; number >= 1; number--) {
            if (Files.exists(numbered(number))) {
                Files.move(
                        numbered(number),
                        numbered(number + 1),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void closeFile() {
        FileChannel current = channel;
        channel = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                RouterLog.warn("Access log '%s' cannot be closed: %s".formatted(file, e));
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

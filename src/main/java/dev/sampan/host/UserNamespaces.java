package dev.sampan.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** User namespaces by block of UIDs, each kept alive by a mount below $SAMPAN_HOME/run/userns. */
@Component
public final class UserNamespaces {

    private static final long NSFS = 0x6e73_6673L;

    private final Path folder;
    private final Mounts mounts;

    public UserNamespaces(SampanHome home, Mounts mounts) {
        this.folder = home.resolve("run", "userns");
        this.mounts = mounts;
    }

    /** The namespace of a block; made when there is none, also after a reboot. */
    public synchronized UserNamespace forBlock(int firstUid) {
        UserNamespace namespace = new UserNamespace(file(firstUid), firstUid);
        try {
            if (!Files.exists(namespace.path())) {
                Files.createDirectories(folder);
                Files.createFile(namespace.path());
            }
            if (Posix.fileSystemType(namespace.path()) != NSFS) {
                make(namespace);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the user namespace of UID block %d".formatted(firstUid), e);
        }
        return namespace;
    }

    /** Lets go of the namespace of a block; it ends with the last mount or process that uses it. */
    public synchronized void release(int firstUid) {
        mounts.unmount(file(firstUid));
        try {
            Files.deleteIfExists(file(firstUid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(int firstUid) {
        return folder.resolve(Integer.toString(firstUid));
    }

    /** A child enters a new namespace and answers from there; its maps are written and the namespace is mounted. */
    private void make(UserNamespace namespace) throws IOException {
        Process child =
                new ProcessBuilder("unshare", "--user", "--", "cat")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (OutputStream toChild = child.getOutputStream();
                InputStream fromChild = child.getInputStream()) {
            toChild.write('\n');
            toChild.flush();
            if (fromChild.read() != '\n') {
                throw new IOException("Program 'unshare' did not make a user namespace");
            }
            Path proc = Path.of("/proc", Long.toString(child.pid()));
            byte[] map =
                    "0 %d %d\n"
                            .formatted(namespace.firstUid(), UserNamespace.IDS)
                            .getBytes(StandardCharsets.US_ASCII);
            Files.write(proc.resolve("uid_map"), map);
            Files.write(proc.resolve("gid_map"), map);
            mounts.bind(proc.resolve("ns/user"), namespace.path(), false);
        } finally {
            end(child);
        }
    }

    private static void end(Process child) {
        try {
            if (!child.waitFor(1, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

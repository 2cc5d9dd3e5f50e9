package dev.sampan.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private void make(UserNamespace namespace) throws IOException {
        try (NamespaceChild child = new NamespaceChild(namespace.firstUid())) {
            mounts.bind(child.namespace("user"), namespace.path(), false);
        }
    }
}

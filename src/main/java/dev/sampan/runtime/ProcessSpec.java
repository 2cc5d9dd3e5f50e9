package dev.sampan.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an OCI runtime is asked to run.
 *
 * @param id the container's name
 * @param rootFilesystem its root, mounted
 * @param readOnlyRoot whether only the binds and file systems in memory can be written to
 * @param arguments the program and its arguments
 * @param env the whole environment
 * @param workingDirectory an absolute path inside without a symbolic link
 * @param uid the user inside
 * @param gid the group inside
 * @param firstUid the host UID that is 0 inside
 * @param capabilities what it may do inside its user namespace
 * @param binds files and folders of the host shown inside, in this order
 * @param prepared the namespaces that there are already; the others, or all, are made by the runtime
 * @param limits what the kernel holds it to
 */
public record ProcessSpec(
        String id,
        Path rootFilesystem,
        boolean readOnlyRoot,
        List<String> arguments,
        Map<String, String> env,
        String workingDirectory,
        int uid,
        int gid,
        int firstUid,
        Capabilities capabilities,
        List<Bind> binds,
        Optional<Namespaces> prepared,
        CgroupLimits limits) {

    /** What a program may do inside its user namespace. */
    public enum Capabilities {
        NONE,
        /** What a program needs that starts as root and goes on as another user. */
        USERS,
        /** What a package manager needs. */
        INSTALL,
        /** What a builder of images needs: that, and to mount in a mount namespace of its own. */
        BUILD
    }

    /**
     * Namespaces of the container's own.
     *
     * @param user a file that stands for a user namespace with the block of UIDs
     * @param network a file that stands for a network namespace that belongs to it
     */
    public record Namespaces(Path user, Path network) {}

    /** A file or folder of the host shown inside. */
    public record Bind(Path source, String target, boolean readOnly) {}

    public ProcessSpec {
        arguments = List.copyOf(arguments);
        env = Map.copyOf(env);
        binds = List.copyOf(binds);
    }

    /** Without the values of its environment, which are secrets. */
    @Override
    public String toString() {
        return "ProcessSpec[%s, env=%s]".formatted(id, env.keySet());
    }
}

package dev.sampan.container;

import dev.sampan.image.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container as it is wanted.
 *
 * @param id its name, unique on this machine
 * @param owner whose storage, UID block and quota it uses; {@link Containers#storage} has been called for it
 * @param image the image whose layers are its root file system
 * @param arguments the program and its arguments
 * @param env the whole environment
 * @param workingDirectory an absolute path inside the container
 * @param user the user and perhaps the group inside the container as an image has it, numbers or names of its
 *     `/etc/passwd` and `/etc/group`: `1000`, `1000:1000`, `www-data`
 * @param privileges what the processes may do beyond an ordinary user
 * @param root whether the files of the image may be changed
 * @param mounts folders of the storage shown inside
 * @param limits what it may use
 * @param log where its output is written, one file a container, below the owner's storage; empty for {@link
 *     Containers#run}
 * @param labels free facts by which it is found again after a restart of the control plane
 */
public record ContainerSpec(
        ContainerId id,
        String owner,
        Digest image,
        List<String> arguments,
        Map<String, String> env,
        String workingDirectory,
        String user,
        Privileges privileges,
        Root root,
        List<Mount> mounts,
        ContainerLimits limits,
        Optional<Path> log,
        Map<String, String> labels) {

    /** What the processes of a container may do inside their own user namespace. */
    public enum Privileges {
        /** No capability at all; what applications of buildpacks and their builds run with. */
        NONE,
        /** What programs of an image expect that start as root and go on as another user of it. */
        USERS,
        /** What a package manager needs to install into the container's own root file system. */
        INSTALL,
        /** What a builder of images needs: that, and to mount in a mount namespace of its own. */
        BUILD
    }

    /** What of its root file system a container may change; never the image itself. */
    public enum Root {
        /** Only {@link ContainerSpec#APP}, the mounts, and folders in memory such as `/tmp`. */
        READ_ONLY,
        /** Everything, into a layer of the container's own. */
        WRITABLE
    }

    /** The folder of the application, which stays writable; made when the image has none. */
    static final String APP = "/app";

    public ContainerSpec {
        arguments = List.copyOf(arguments);
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
        labels = Map.copyOf(labels);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("Container '%s' has nothing to run".formatted(id));
        }
        if (!workingDirectory.startsWith("/")) {
            throw new IllegalArgumentException(
                    "The working directory '%s' is not an absolute path of the image"
                            .formatted(workingDirectory));
        }
    }

    /** Without the values of its environment, which are secrets. */
    @Override
    public String toString() {
        return "ContainerSpec[%s of '%s', image=%s, env=%s]"
                .formatted(id, owner, image, env.keySet());
    }

    /** The same with another program. */
    public ContainerSpec with(List<String> program) {
        return new ContainerSpec(
                id,
                owner,
                image,
                program,
                env,
                workingDirectory,
                user,
                privileges,
                root,
                mounts,
                limits,
                log,
                labels);
    }
}

package dev.sampan.container;

import dev.sampan.host.RootFolder;
import dev.sampan.network.Networks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks the root before anything is mounted over it, and writes what the container reads of its surroundings. */
final class BundleStep implements StartStep {

    /** Mounted over or into; an image that has a link there could lead a mount out of the root. */
    private static final List<String> FOLDERS = List.of("/dev", "/proc", "/sys", "/etc");

    private final ContainerFiles files;
    private final Networks networks;
    private final HostsFiles hosts;

    BundleStep(ContainerFiles files, Networks networks, HostsFiles hosts) {
        this.files = files;
        this.networks = networks;
        this.hosts = hosts;
    }

    @Override
    public void apply(Starting starting) {
        String id = starting.made().id();
        Path root = files.rootFilesystem(id);
        try (RootFolder folder = new RootFolder(root)) {
            FOLDERS.forEach(name -> makeFolder(folder, name, starting.storage()));
            ContainerUser.FILES.forEach(file -> requireReadable(folder, file));
            ContainerUser user = ContainerUser.of(starting.spec().user(), folder);
            if (starting.spec().root() == ContainerSpec.Root.READ_ONLY) {
                prepareApp(folder, starting.storage(), user);
            }
            makeVolumes(starting, user);
            MountTargets.check(starting.spec(), folder);
            starting.inside(
                    new Inside(
                            user,
                            ContainerUser.all(folder, user),
                            WorkingDirectory.of(starting.spec(), folder)));
        }
        for (EtcFile file : EtcFile.values()) {
            if (Files.isSymbolicLink(root.resolve("etc").resolve(file.fileName()))) {
                replaceLink(root.resolve("etc").resolve(file.fileName()));
            }
        }
        String host = EtcFile.hostName(id);
        write(id, EtcFile.RESOLVERS, networks.resolverFile());
        write(id, EtcFile.HOST_NAME, host + "\n");
        hosts.begin(id, starting.spec().owner(), starting.network().address().getHostAddress());
    }

    @Override
    public void undo(ContainerRecord made) {
        hosts.end(made.id());
    }

    /** An image that holds nothing but a program has none of them. */
    private static void makeFolder(RootFolder root, String path, Storage storage) {
        if (!root.exists(path)) {
            root.makeFolder(path.substring(1), storage.hostUid(0), storage.hostUid(0));
        }
        requireFolder(root, path);
    }

    private static void requireFolder(RootFolder root, String path) {
        if (!root.isFolder(path)) {
            throw new ContainerStartException(
                    "The image has a file or a link in the place of the folder '%s'. Build it from another base"
                            .formatted(path));
        }
    }

    /** The runtime reads it whole, wherever a link leads. */
    private static void requireReadable(RootFolder root, String path) {
        if (root.exists(path) && !root.isFile(path, ContainerUser.LARGEST)) {
            throw new ContainerStartException(
                    "The image has something in the place of '%s' that is no ordinary file of at most 1 MiB. Build it from another base"
                            .formatted(path));
        }
    }

    /** The runtime is told to show it a second time, writable, by its path on the host. */
    private static void prepareApp(RootFolder root, Storage storage, ContainerUser user) {
        if (!root.exists(ContainerSpec.APP)) {
            root.makeFolder(
                    ContainerSpec.APP.substring(1),
                    storage.hostUid(user.uid()),
                    storage.hostUid(user.gid()));
        }
        requireFolder(root, ContainerSpec.APP);
    }

    /** One instance may start while another does, and both be the first. */
    private synchronized void makeVolumes(Starting starting, ContainerUser user) {
        Storage storage = starting.storage();
        List<String> wanted =
                starting.spec().mounts().stream()
                        .map(Mount::source)
                        .filter(source -> storage.volumes().equals(source.getParent()))
                        .map(source -> source.getFileName().toString())
                        .toList();
        if (wanted.isEmpty()) {
            return;
        }
        try (RootFolder volumes = new RootFolder(storage.volumes())) {
            for (String name : wanted) {
                if (!volumes.exists(name)) {
                    volumes.makeFolder(
                            name, storage.hostUid(user.uid()), storage.hostUid(user.gid()));
                }
            }
        }
    }

    /** Debian's own resolv.conf may be a link into /run, which does not exist here. */
    private static void replaceLink(Path link) {
        try {
            Files.delete(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String id, EtcFile file, String text) {
        try {
            Files.writeString(files.bundle(id).resolve(file.fileName()), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

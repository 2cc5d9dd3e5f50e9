package dev.sampan.build;

import dev.sampan.container.Storage;
import dev.sampan.git.SourceExportException;
import dev.sampan.git.SourceRepository;
import dev.sampan.host.FolderTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Where one build of an app happens, in the app's own storage, so that all of it counts against the app's disk limit:
 * `build/ID/` with the app's files, the variables and what the build hands back; `cache/`, which stays.
 */
final class BuildFolder implements AutoCloseable {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Storage storage;
    private final String id;
    private final Path root;
    private Path app;
    private Optional<String> predeploy = Optional.empty();

    private BuildFolder(Storage storage, String id, Path root) {
        this.storage = storage;
        this.id = id;
        this.root = root;
        this.app = commit();
    }

    /**
     * Makes the folder, and removes what builds left that were ended with the machine. Its name is another one than that of
     * the build, which every user of the machine sees among the processes.
     */
    static BuildFolder create(Storage storage) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()).substring(4);
        String name = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        Path builds = storage.root().resolve("build");
        try {
            FolderTrees.delete(builds);
            Path root = builds.resolve(name);
            Files.createDirectories(root);
            // Open for the container's user to pass, but nobody can list the names of builds.
            Files.setPosixFilePermissions(builds, PosixFilePermissions.fromString("rwx--x--x"));
            BuildFolder folder = new BuildFolder(storage, id, root);
            folder.writable(folder.out());
            folder.makePrivate(folder.env(), BuildpackBuilder.APP_UID);
            return folder;
        } catch (IOException e) {
            throw failed("The build folder '%s' cannot be made".formatted(builds), e);
        }
    }

    String id() {
        return id;
    }

    /** The files of the commit; made by the export. */
    Path commit() {
        return root.resolve("app");
    }

    /** The app's files: all of the commit, or the folder of it that was chosen. */
    Path app() {
        return app;
    }

    /**
     * Writes the files of a commit.
     *
     * @throws BuildFailedException when it cannot be read, or holds what must not be written
     */
    void export(SourceRepository source, String commit, BuildLog log) {
        try {
            source.export(commit, commit(), uid())
                    .pointer()
                    .ifPresent(
                            name ->
                                    log.warn(
                                            "'%s' is only a pointer: Git LFS keeps the file elsewhere, where builds do not fetch it. Commit it without LFS if the app needs it"
                                                    .formatted(name)));
        } catch (SourceExportException e) {
            throw new BuildFailedException("source", String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Takes a folder of the commit for the app.
     *
     * @param path its path below the top of the source; empty for the top
     * @throws BuildFailedException when there is no such folder
     */
    void choose(String path) {
        Path chosen = commit();
        for (Path part : Path.of(path)) {
            chosen = chosen.resolve(part);
            if (!isFolder(chosen)) {
                throw new BuildFailedException(
                        "source",
                        "The build-dir '%s' is not a folder of the source. Set another with `builder:set`"
                                .formatted(path));
            }
        }
        app = path.isEmpty() ? commit() : chosen;
    }

    /** The command that `app.json` wants to be run at the end of the build. */
    Optional<String> predeploy() {
        return predeploy;
    }

    void runAtTheEnd(Optional<String> command) {
        predeploy = command;
    }

    /** Where a buildpack that does not come with this version is fetched to. */
    Path fetched(String name) {
        return root.resolve("fetched").resolve(name);
    }

    /** The host's user id of the app's processes. */
    int uid() {
        return storage.hostUid(BuildpackBuilder.APP_UID);
    }

    /** The variables, one file each. */
    Path env() {
        return root.resolve("env");
    }

    /** What the build hands back. */
    Path out() {
        return root.resolve("out");
    }

    /** What a buildpack keeps between the builds of this app. */
    Path cache(Buildpack buildpack) {
        return writable(cacheRoot(buildpack).resolve("files"));
    }

    /** Where a folder of dependencies is kept between the builds of this app. */
    Path dependencies(Buildpack buildpack, String name) {
        return writable(cacheRoot(buildpack).resolve("dependencies").resolve(name));
    }

    /**
     * The folder of dependencies that the app runs with: that one, unless the buildpack made another at `layer/NAME` of
     * its cache, without what only builds need.
     */
    Path dependenciesToRun(Buildpack buildpack, String name) {
        Path layer = cache(buildpack).resolve("layer");
        Path made = layer.resolve(name);
        return isFolder(layer) && isFolder(made) ? made : dependencies(buildpack, name);
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    int firstUid() {
        return storage.firstUid();
    }

    private Path cacheRoot(Buildpack buildpack) {
        return storage.cache().resolve(buildpack.name());
    }

    /** The text of a file of the app, by its path; empty when there is none, or none without following a link. */
    Optional<String> source(String name) {
        try {
            Path file = app();
            for (Path part : Path.of(name)) {
                if (!isFolder(file)) {
                    return Optional.empty();
                }
                file = file.resolve(part);
            }
            return BuildTreeFiles.read(file);
        } catch (IOException e) {
            throw new BuildFailedException(
                    name, "%s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** The text of a file that the build handed back; empty when there is none. */
    String handedBack(String name) {
        try {
            return BuildTreeFiles.read(out().resolve(name)).orElse("").strip();
        } catch (IOException e) {
            throw new BuildFailedException(
                    "compile", "The build's '%s' cannot be read".formatted(name), e);
        }
    }

    /** Writes them for the app's user alone: they are secrets. */
    void writeEnv(Map<String, String> variables) {
        try {
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                if (VARIABLE.matcher(variable.getKey()).matches()) {
                    writePrivate(
                            env().resolve(variable.getKey()),
                            variable.getValue(),
                            BuildpackBuilder.APP_UID);
                }
            }
        } catch (IOException e) {
            throw failed("The app's variables cannot be written", e);
        }
    }

    /**
     * Writes the logins with which images are fetched, for root of a container alone.
     *
     * @return the folder with them in `auth.json`; it goes with {@link #removeLogins}
     */
    Path writeLogins(String authFile) {
        return writeForRoot(logins(), "auth.json", authFile);
    }

    /**
     * Writes the values of arguments of the build, for root of a container alone.
     *
     * @return the folder with the file
     */
    Path writeArguments(String lines) {
        return writeForRoot(root.resolve("arguments"), BuildArguments.FILE, lines);
    }

    private Path writeForRoot(Path folder, String name, String text) {
        try {
            makePrivate(folder, 0);
            writePrivate(folder.resolve(name), text, 0);
            return folder;
        } catch (IOException e) {
            throw failed("The file '%s' of the build cannot be written".formatted(name), e);
        }
    }

    /** Makes a folder that only a user of the container may look into. */
    private void makePrivate(Path folder, int user) throws IOException {
        Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        own(folder, user);
    }

    /** Writes a file that only a user of the container may read. */
    private void writePrivate(Path file, String text, int user) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
        own(file, user);
    }

    private void own(Path path, int user) throws IOException {
        int uid = storage.hostUid(user);
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    void removeLogins() {
        try {
            FolderTrees.delete(logins());
        } catch (IOException e) {
            throw failed("The logins at registries cannot be removed", e);
        }
    }

    private Path logins() {
        return root.resolve("logins");
    }

    /** The buildpack of the last build; empty when there was none. */
    Optional<String> lastBuildpack() {
        try {
            return BuildTreeFiles.read(lastBuildpackFile());
        } catch (IOException e) {
            throw failed("The name of the last buildpack cannot be read", e);
        }
    }

    void rememberBuildpack(Buildpack buildpack) {
        try {
            Files.createDirectories(lastBuildpackFile().getParent());
            Files.writeString(lastBuildpackFile(), buildpack.name());
        } catch (IOException e) {
            throw failed("The name of the buildpack cannot be kept", e);
        }
    }

    private Path lastBuildpackFile() {
        return storage.cache().resolve("last-buildpack");
    }

    /**
     * Makes room in the app for a folder of dependencies, which is mounted there.
     *
     * @return whether the app brought such a folder itself, which has been removed
     */
    boolean makeMountPoint(String name) {
        Path point = app().resolve(name);
        try {
            boolean brought = Files.exists(point, LinkOption.NOFOLLOW_LINKS);
            if (brought) {
                FolderTrees.delete(point);
            }
            writable(point);
            return brought;
        } catch (IOException e) {
            throw failed("'%s' cannot be made room for".formatted(name), e);
        }
    }

    /** A folder that the app's user may write to. */
    private Path writable(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            own(folder, BuildpackBuilder.APP_UID);
            return folder;
        } catch (IOException e) {
            throw failed("The folder '%s' cannot be made".formatted(folder), e);
        }
    }

    @Override
    public void close() {
        try {
            FolderTrees.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The build folder '%s' cannot be removed".formatted(root), e);
        }
    }

    private static BuildFailedException failed(String what, IOException e) {
        return new BuildFailedException("source", what + ": " + e.getMessage(), e);
    }
}

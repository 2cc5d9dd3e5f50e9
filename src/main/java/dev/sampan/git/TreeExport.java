package dev.sampan.git;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a commit, entry by entry, each of them new: nothing that exists is opened, so no link that the
 * commit brings is ever followed, and a name that occurs twice is an error.
 */
final class TreeExport {

    private static final int LONGEST_LINK = 4096;
    private static final int LARGEST_POINTER = 1024;
    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\n";

    private final Repository repository;
    private final GitProperties properties;
    private final Path root;
    private final OptionalInt uid;
    private final ObjectChecker names =
            new ObjectChecker().setSafeForMacOS(true).setSafeForWindows(false);
    private final List<Path> folders = new ArrayList<>();
    private FileTime time = FileTime.from(Instant.EPOCH);
    private int entries;
    private long bytes;
    private @Nullable String pointer;

    TreeExport(Repository repository, GitProperties properties, Path root, OptionalInt uid) {
        this.repository = repository;
        this.properties = properties;
        this.root = root;
        this.uid = uid;
    }

    SourceTree write(RevCommit commit) throws IOException {
        Instant committed = Instant.ofEpochSecond(commit.getCommitTime());
        time = FileTime.from(committed);
        Files.createDirectories(root.toAbsolutePath().getParent());
        createFolder(root);
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(commit.getTree());
            while (walk.next()) {
                writeEntry(walk, reader);
            }
        }
        for (Path folder : folders.reversed()) {
            Files.setLastModifiedTime(folder, time);
        }
        return new SourceTree(
                root,
                commit.name(),
                committed,
                entries,
                DataSize.ofBytes(bytes),
                Optional.ofNullable(pointer));
    }

    private void writeEntry(TreeWalk walk, ObjectReader reader) throws IOException {
        String shown = walk.getPathString();
        count(shown);
        Path target = target(walk, shown);
        int mode = walk.getRawMode(0);
        try {
            switch (mode & FileMode.TYPE_MASK) {
                case FileMode.TYPE_TREE -> {
                    createFolder(target);
                    walk.enterSubtree();
                }
                case FileMode.TYPE_FILE -> {
                    ObjectLoader loader = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
                    if (pointer == null && isPointer(loader)) {
                        pointer = shown;
                    }
                    writeFile(target, loader, (mode & 0111) != 0);
                }
                case FileMode.TYPE_SYMLINK ->
                        writeLink(target, reader.open(walk.getObjectId(0)), shown);
                case FileMode.TYPE_GITLINK ->
                        throw new SourceExportException(
                                "'%s' is a submodule, and submodules are not fetched. Commit its files instead, or add them as a subtree"
                                        .formatted(shown));
                default ->
                        throw new SourceExportException(
                                "'%s' has the unknown mode %o".formatted(shown, mode));
            }
        } catch (FileAlreadyExistsException e) {
            throw new SourceExportException("'%s' occurs twice".formatted(shown), e);
        }
    }

    private void count(String shown) {
        entries++;
        if (entries > properties.maxTreeFiles()) {
            throw new SourceExportException(
                    "The commit has more than %d files (counted up to '%s'). Leave out what is not needed, or raise sampan.git.max-tree-files"
                            .formatted(properties.maxTreeFiles(), shown));
        }
    }

    private Path target(TreeWalk walk, String shown) {
        byte[] path = walk.getRawPath();
        // Where the last name begins, by the tree itself: a name could have a slash in it.
        int start = walk.getTree(0, CanonicalTreeParser.class).getNameOffset();
        try {
            names.checkPathSegment(path, start, path.length);
            String name = new String(path, start, path.length - start, StandardCharsets.UTF_8);
            Path parent = root;
            if (start > 0) {
                String folder = new String(path, 0, start - 1, StandardCharsets.UTF_8);
                parent = root.resolve(folder);
            }
            return parent.resolve(name);
        } catch (CorruptObjectException e) {
            throw new SourceExportException(
                    "'%s' is not a safe name for a file: %s".formatted(shown, e.getMessage()), e);
        } catch (InvalidPathException e) {
            throw new SourceExportException(
                    "'%s' is not a name that this machine can store".formatted(shown), e);
        }
    }

    private void createFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
        folders.add(folder);
        own(folder, "rwxr-xr-x");
    }

    /** Whether it stands for a file that Git LFS keeps elsewhere. */
    private static boolean isPointer(ObjectLoader loader) {
        return loader.getSize() <= LARGEST_POINTER
                && new String(loader.getCachedBytes(), StandardCharsets.UTF_8).startsWith(POINTER);
    }

    private void writeFile(Path target, ObjectLoader loader, boolean executable)
            throws IOException {
        bytes += loader.getSize();
        if (bytes > properties.maxTreeSize().bytes()) {
            throw new SourceExportException(
                    "The files of the commit have more than %s together. Leave out what is not needed, or raise sampan.git.max-tree-size"
                            .formatted(properties.maxTreeSize().toText()));
        }
        try (OutputStream out =
                Files.newOutputStream(
                        target, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            loader.copyTo(out);
        }
        own(target, executable ? "rwxr-xr-x" : "rw-r--r--");
        Files.setLastModifiedTime(target, time);
    }

    private void writeLink(Path target, ObjectLoader loader, String shown) throws IOException {
        if (loader.getSize() > LONGEST_LINK) {
            throw new SourceExportException("The link '%s' is too long".formatted(shown));
        }
        String to = new String(loader.getBytes(LONGEST_LINK), StandardCharsets.UTF_8);
        try {
            Files.createSymbolicLink(target, Path.of(to));
        } catch (InvalidPathException e) {
            throw new SourceExportException("The link '%s' leads nowhere".formatted(shown), e);
        }
        chown(target);
        Files.getFileAttributeView(target, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
    }

    private void own(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        chown(path);
    }

    private void chown(Path path) throws IOException {
        if (uid.isPresent()) {
            Files.setAttribute(path, "unix:uid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}

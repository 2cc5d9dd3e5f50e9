package dev.sampan.git;

import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a commit of the files of an archive, which go straight into the repository. A folder that holds all of them, as
 * archives of a release have it, is left out.
 */
final class ArchiveCommit implements ArchiveReader.Visitor {

    private record Entry(FileMode mode, ObjectId content) {}

    private final ObjectInserter objects;
    private final GitProperties properties;
    private final RoomCheck room;
    private final ObjectChecker names =
            new ObjectChecker().setSafeForMacOS(true).setSafeForWindows(false);
    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private long bytes;
    private int count;

    ArchiveCommit(ObjectInserter objects, GitProperties properties, RoomCheck room) {
        this.objects = objects;
        this.properties = properties;
        this.room = room;
    }

    @Override
    public void file(ArchivedFile file) throws IOException {
        String path = checked(file.path());
        if (file.size() < 0 || file.size() > properties.maxObjectSize().bytes()) {
            throw new SourceExportException(
                    "'%s' of the archive is larger than %s, see sampan.git.max-object-size"
                            .formatted(path, properties.maxObjectSize().toText()));
        }
        bytes += file.size();
        if (bytes > properties.maxTreeSize().bytes()) {
            throw new SourceExportException(
                    "The files of the archive have more than %s together. Leave out what is not needed, or raise sampan.git.max-tree-size"
                            .formatted(properties.maxTreeSize().toText()));
        }
        entries.put(
                path,
                new Entry(
                        file.mode(),
                        objects.insert(Constants.OBJ_BLOB, file.size(), file.content())));
        room.inserted(file.size());
    }

    @Override
    public void hardLink(String path, String target) {
        Entry known = entries.get(checked(target));
        if (known == null) {
            throw new SourceExportException(
                    "'%s' of the archive is a link to '%s', which does not come before it"
                            .formatted(path, target));
        }
        entries.put(checked(path), known);
    }

    private String checked(String path) {
        count++;
        if (count > properties.maxTreeFiles()) {
            throw new SourceExportException(
                    "The archive has more than %d files. Leave out what is not needed, or raise sampan.git.max-tree-files"
                            .formatted(properties.maxTreeFiles()));
        }
        String name = path.startsWith("./") ? path.substring(2) : path;
        try {
            names.checkPath(name);
            return name;
        } catch (CorruptObjectException e) {
            throw new SourceExportException(
                    "'%s' of the archive is not a safe name for a file: %s"
                            .formatted(
                                    path.length() > 200 ? path.substring(0, 200) : path,
                                    e.getMessage()),
                    e);
        }
    }

    /**
     * Writes the commit.
     *
     * @param parent what was deployed before; empty for the first
     */
    ObjectId write(Optional<ObjectId> parent, CommitAuthor author, String message)
            throws IOException {
        if (entries.isEmpty()) {
            throw new SourceExportException("The archive has no files");
        }
        CommitBuilder commit = new CommitBuilder();
        PersonIdent person = new PersonIdent(author.name(), author.email());
        commit.setAuthor(person);
        commit.setCommitter(person);
        commit.setMessage(message);
        parent.ifPresent(commit::setParentId);
        commit.setTreeId(tree().writeTree(objects));
        ObjectId id = objects.insert(commit);
        objects.flush();
        return id;
    }

    private DirCache tree() {
        int skipped = commonFolder();
        Set<String> folders = new HashSet<>();
        DirCache tree = DirCache.newInCore();
        DirCacheBuilder builder = tree.builder();
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            String path = entry.getKey().substring(skipped);
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash));
            }
            DirCacheEntry file = new DirCacheEntry(path);
            file.setFileMode(entry.getValue().mode());
            file.setObjectId(entry.getValue().content());
            builder.add(file);
        }
        entries.keySet().stream()
                .map(path -> path.substring(skipped))
                .filter(folders::contains)
                .findFirst()
                .ifPresent(
                        path -> {
                            throw new SourceExportException(
                                    "'%s' of the archive is a file and a folder".formatted(path));
                        });
        builder.finish();
        return tree;
    }

    /** How many characters of each path name the one folder that all of them are in. */
    private int commonFolder() {
        String first = entries.firstKey();
        String folder = first.substring(0, first.indexOf('/') + 1);
        boolean common =
                !folder.isEmpty()
                        && entries.keySet().stream().allMatch(path -> path.startsWith(folder));
        return common ? folder.length() : 0;
    }
}

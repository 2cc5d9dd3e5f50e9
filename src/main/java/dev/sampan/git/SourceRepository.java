package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The bare repository of one app. */
public final class SourceRepository {

    private static final int LARGEST_TEXT = 256 << 10;

    private final AppName app;
    private final Path path;
    private final GitProperties properties;

    SourceRepository(AppName app, Path path, GitProperties properties) {
        this.app = app;
        this.path = path;
        this.properties = properties;
    }

    public AppName app() {
        return app;
    }

    public Path path() {
        return path;
    }

    /** The commit that a branch names; empty when there is no such branch. */
    public Optional<String> head(String branch) {
        try (Repository repository = open()) {
            return Optional.ofNullable(repository.resolve(Constants.R_HEADS + branch))
                    .map(ObjectId::name);
        } catch (IOException e) {
            throw new GitException(
                    "Branch '%s' of app '%s' cannot be read".formatted(branch, app), e);
        }
    }

    /** Packs what lies about, and drops what nothing has needed for two weeks. */
    void collectGarbage() {
        try (Repository repository = open()) {
            var _ = Git.wrap(repository).gc().call();
        } catch (IOException | GitAPIException e) {
            throw new GitException("The repository of app '%s' cannot be packed".formatted(app), e);
        }
    }

    /** How much of the disk it takes. */
    DataSize size() {
        try {
            return RepositorySize.of(path);
        } catch (IOException e) {
            throw new GitException(
                    "The repository of app '%s' cannot be measured".formatted(app), e);
        }
    }

    /** The first line of a commit's message. */
    public String subject(String commit) {
        try (Repository repository = open();
                RevWalk walk = new RevWalk(repository)) {
            return parse(walk, commit).getShortMessage();
        } catch (IOException e) {
            throw new GitException(
                    "Commit '%s' of app '%s' cannot be read".formatted(commit, app), e);
        }
    }

    /**
     * Whether a commit has a file at a path, be it a link.
     *
     * @throws SourceExportException when the commit is unknown
     */
    public boolean has(String commit, String file) {
        try (Repository repository = open();
                RevWalk walk = new RevWalk(repository);
                TreeWalk found =
                        TreeWalk.forPath(repository, file, parse(walk, commit).getTree())) {
            return found != null && !found.isSubtree();
        } catch (IOException e) {
            throw new SourceExportException(
                    "Commit '%s' of app '%s' cannot be read: %s"
                            .formatted(commit, app, e.getMessage()),
                    e);
        }
    }

    /**
     * The text of a small file of a commit; empty when there is none, or a link or folder of that name.
     *
     * @throws SourceExportException when the commit is unknown, or the file larger than 256 KiB
     */
    public Optional<String> read(String commit, String file) {
        try (Repository repository = open();
                RevWalk walk = new RevWalk(repository);
                TreeWalk found =
                        TreeWalk.forPath(repository, file, parse(walk, commit).getTree())) {
            if (found == null || (found.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
                return Optional.empty();
            }
            byte[] bytes = repository.open(found.getObjectId(0)).getBytes(LARGEST_TEXT);
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException | LargeObjectException e) {
            throw new SourceExportException(
                    "File '%s' of app '%s' cannot be read: %s".formatted(file, app, e.getMessage()),
                    e);
        }
    }

    /**
     * Writes the files of a commit into a folder that does not exist yet, owned by root.
     *
     * @throws SourceExportException when the commit is unknown, or holds something that must not be written
     */
    public SourceTree export(String commit, Path into) {
        return export(commit, into, OptionalInt.empty());
    }

    /**
     * Writes the files of a commit into a folder that does not exist yet.
     *
     * @param uid the host's user and group id that all of it will belong to
     * @throws SourceExportException when the commit is unknown, or holds something that must not be written
     */
    public SourceTree export(String commit, Path into, int uid) {
        return export(commit, into, OptionalInt.of(uid));
    }

    private SourceTree export(String commit, Path into, OptionalInt uid) {
        try (Repository repository = open();
                RevWalk walk = new RevWalk(repository)) {
            return new TreeExport(repository, properties, into, uid).write(parse(walk, commit));
        } catch (IOException e) {
            throw new SourceExportException(
                    "Commit '%s' of app '%s' cannot be written to '%s': %s"
                            .formatted(commit, app, into, e.getMessage()),
                    e);
        }
    }

    private RevCommit parse(RevWalk walk, String commit) throws IOException {
        if (!ObjectId.isId(commit)) {
            throw new SourceExportException("'%s' is not the id of a commit".formatted(commit));
        }
        try {
            return walk.parseCommit(ObjectId.fromString(commit));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw new SourceExportException(
                    "App '%s' has no commit '%s'".formatted(app, commit), e);
        }
    }

    Repository open() throws IOException {
        return new FileRepositoryBuilder()
                .setGitDir(path.toFile())
                .setBare()
                .setMustExist(true)
                .build();
    }
}

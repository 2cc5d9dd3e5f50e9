package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.springframework.stereotype.Component;

/** Commits that come to the repositories of apps without a push: made of archives, or from other repositories. */
@Component
public final class SourceImports {

    private static final int BUFFER = 64 << 10;

    private final SourceRepositories repositories;
    private final GitService git;
    private final RemoteSources remote;
    private final ArchiveDownload downloads;
    private final GitProperties properties;

    SourceImports(
            SourceRepositories repositories,
            GitService git,
            RemoteSources remote,
            ArchiveDownload downloads,
            GitProperties properties) {
        this.repositories = repositories;
        this.git = git;
        this.remote = remote;
        this.downloads = downloads;
        this.properties = properties;
    }

    /** Gets a commit into a repository; what came before it fails is removed. */
    private interface Work {

        ObjectId run(Repository repository, RoomCheck room) throws IOException;
    }

    /**
     * Makes a commit of the files of an archive: a tar, a tar.gz or a zip.
     *
     * @param branch the branch whose commit it follows
     * @param count counts the repository for the app's disk, and tells what the app may store and does
     * @throws dev.sampan.app.RefusedException when it is no such archive
     * @throws SourceExportException when it holds something that no commit can hold, or does not fit
     */
    public ImportedSource archive(
            AppName app,
            InputStream archive,
            String branch,
            CommitAuthor author,
            String message,
            Function<DataSize, Optional<RepositoryRoom>> count) {
        return take(
                app,
                count,
                (repository, room) -> {
                    Path spool = spool(repository, archive, room);
                    try {
                        return commit(repository, spool, branch, author, message, room);
                    } finally {
                        Files.deleteIfExists(spool);
                    }
                });
    }

    /** The same with an archive that is fetched from an address of the web. */
    public ImportedSource archive(
            AppName app,
            URI archive,
            String branch,
            CommitAuthor author,
            String message,
            Function<DataSize, Optional<RepositoryRoom>> count)
            throws InterruptedException {
        return downloads.fetch(archive, in -> archive(app, in, branch, author, message, count));
    }

    /**
     * Fetches a commit from another repository, with its history.
     *
     * @param ref a branch, a tag or the id of a commit; empty for the branch that the repository names
     * @throws SourceExportException when it cannot be reached, is too large, or has no such ref
     */
    public ImportedSource fetch(
            AppName app,
            URI from,
            Optional<String> ref,
            Function<DataSize, Optional<RepositoryRoom>> count) {
        RemoteSources.requireFetchable(from);
        return take(
                app,
                count,
                (repository, room) -> remote.fetchInto(repository, from, ref, room.left()));
    }

    private ImportedSource take(
            AppName app, Function<DataSize, Optional<RepositoryRoom>> count, Work work) {
        SourceRepository source = repositories.open(app);
        PushesUnderWay.Turn turn = git.begin(app);
        boolean done = false;
        try {
            Repository repository = source.open();
            RoomCheck room = new RoomCheck(app, source.path(), count);
            ReceivedPacks packs = new ReceivedPacks(source.path());
            try {
                ObjectId commit = work.run(repository, room);
                room.require();
                done = true;
                return new ImportedSource(app, repository, packs, room, turn, commit.name());
            } finally {
                if (!done) {
                    repository.close();
                    if (turn.alone()) {
                        packs.remove();
                    }
                    room.settle();
                }
            }
        } catch (IOException e) {
            throw new SourceExportException(
                    "The source of app '%s' cannot be taken: %s".formatted(app, e.getMessage()), e);
        } finally {
            if (!done) {
                turn.close();
            }
        }
    }

    /** Keeps what comes in a file, since a zip is read from its end; it is named so that it does not outlive a crash. */
    private Path spool(Repository repository, InputStream archive, RoomCheck room)
            throws IOException {
        Path folder = repository.getDirectory().toPath().resolve("objects");
        Path file = Files.createTempFile(folder, ReceivedPacks.UNFINISHED, ".archive");
        long most = Math.min(properties.maxPackSize().bytes(), room.left());
        boolean done = false;
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            long taken = 0;
            for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
                taken += read;
                if (taken > most) {
                    room.requireMore(taken);
                    throw new SourceExportException(
                            "The archive is larger than %s, see sampan.git.max-pack-size"
                                    .formatted(properties.maxPackSize().toText()));
                }
                out.write(buffer, 0, read);
            }
            done = true;
            return file;
        } finally {
            if (!done) {
                Files.deleteIfExists(file);
            }
        }
    }

    private ObjectId commit(
            Repository repository,
            Path archive,
            String branch,
            CommitAuthor author,
            String message,
            RoomCheck room)
            throws IOException {
        Optional<ObjectId> parent =
                Optional.ofNullable(repository.resolve(Constants.R_HEADS + branch));
        // One pack for all, as a push brings it.
        try (PackInserter objects =
                ((FileRepository) repository).getObjectDatabase().newPackInserter()) {
            ArchiveCommit commit = new ArchiveCommit(objects, properties, room);
            new ArchiveReader(archive, properties).read(commit);
            return commit.write(parent, author, message);
        }
    }
}

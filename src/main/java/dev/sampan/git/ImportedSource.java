package dev.sampan.git;

import dev.sampan.app.AppName;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A commit that came without a push. No branch leads to it until it is accepted; when it is closed before, it is removed
 * with all that came along.
 */
public final class ImportedSource implements AutoCloseable {

    private final AppName app;
    private final Repository repository;
    private final ReceivedPacks packs;
    private final RoomCheck room;
    private final PushesUnderWay.Turn turn;
    private final String commit;
    private boolean accepted;

    ImportedSource(
            AppName app,
            Repository repository,
            ReceivedPacks packs,
            RoomCheck room,
            PushesUnderWay.Turn turn,
            String commit) {
        this.app = app;
        this.repository = repository;
        this.packs = packs;
        this.room = room;
        this.turn = turn;
        this.commit = commit;
    }

    /** The commit's id, 40 hexadecimal digits. */
    public String commit() {
        return commit;
    }

    /** Whether a branch leads to another commit, or there is no such branch. */
    public boolean changes(String branch) {
        try {
            return !ObjectId.fromString(commit)
                    .equals(repository.resolve(Constants.R_HEADS + branch));
        } catch (IOException e) {
            throw new GitException(
                    "Branch '%s' of app '%s' cannot be read".formatted(branch, app), e);
        }
    }

    /** Lets a branch lead to it, wherever that one led before; a clone checks this branch out. */
    public void accept(String branch) {
        try {
            RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
            update.setNewObjectId(ObjectId.fromString(commit));
            update.setRefLogMessage("import", false);
            RefUpdate.Result result = update.forceUpdate();
            switch (result) {
                case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
                default ->
                        throw new GitException(
                                "Branch '%s' of app '%s' cannot be moved: %s"
                                        .formatted(branch, app, result),
                                null);
            }
            accepted = true;
            RefUpdate head = repository.updateRef(Constants.HEAD);
            head.disableRefLog();
            head.link(Constants.R_HEADS + branch);
        } catch (IOException e) {
            throw new GitException(
                    "Branch '%s' of app '%s' cannot be moved".formatted(branch, app), e);
        }
    }

    @Override
    public void close() {
        try (turn;
                repository) {
            if (!accepted && turn.alone()) {
                packs.remove();
            }
            room.settle();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "What came for app '%s' cannot be removed".formatted(app), e);
        }
    }
}

package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * Keeps the repository of an app within what is left of the app's disk, through one push. What comes is counted before it
 * is deployed, and when nothing of the push is kept, it is removed again.
 */
final class PushSpace {

    /** What a client sends besides a pack; a branch on a known commit can always be pushed. */
    private static final long COMMANDS = 64 << 10;

    /** What the files of a pack without any object take. */
    private static final long LEAST_FILES = 4 * 4096;

    private final AppName app;
    private final Path repository;
    private final PushHandler handler;
    private final Optional<RepositoryRoom> room;
    private final DataSize most;
    private final ReceivedPacks packs;
    private DataSize size;

    /**
     * Asks how much room there is now.
     *
     * @param most how large a push may be that there is room for
     */
    PushSpace(AppName app, Path repository, PushHandler handler, DataSize most) throws IOException {
        this.most = most;
        this.app = app;
        this.repository = repository;
        this.handler = handler;
        this.size = RepositorySize.of(repository);
        this.room = handler.count(size);
        this.packs = new ReceivedPacks(repository);
    }

    /** What a client sends, as far as there is room for it. */
    BoundedInput bound(InputStream in) {
        return new BoundedInput(in, Math.min(most.bytes(), left()) + COMMANDS);
    }

    private long left() {
        return room.map(known -> known.left().bytes()).orElse(Long.MAX_VALUE - COMMANDS);
    }

    /** Has a pack that is too large explained before it is refused. */
    void explainRefusals(ReceivePack pack, BoundedInput in) {
        var refuse = pack.getUnpackErrorHandler();
        pack.setUnpackErrorHandler(
                error -> {
                    if (in.exceeded()) {
                        String reason =
                                left() < most.bytes()
                                        ? reason()
                                        : "The push is larger than %s, see sampan.git.max-pack-size"
                                                .formatted(most.toText());
                        PushHook.say(pack, " !     " + reason + "\n");
                    }
                    refuse.handleUnpackException(error);
                });
    }

    /** Counts what has come, with its index; answers whether there is room for it, and otherwise refuses all that was asked for. */
    boolean admit(ReceivePack pack, Collection<ReceiveCommand> commands) {
        DataSize before = size;
        measure();
        long more = size.bytes() - before.bytes();
        if (room.isEmpty() || more <= Math.max(LEAST_FILES, room.get().left().bytes())) {
            return true;
        }
        PushHook.say(pack, " !     " + reason() + "\n");
        commands.forEach(
                command -> command.setResult(Result.REJECTED_OTHER_REASON, "disk limit reached"));
        return false;
    }

    /**
     * Removes what has come when nothing of it is referred to.
     *
     * @param alone whether no other push can rely on it
     */
    void settle(Collection<ReceiveCommand> commands, boolean alone) {
        boolean kept = commands.stream().anyMatch(PushSpace::isKept);
        if (!kept && alone) {
            try {
                packs.remove();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "What was pushed to app '%s' cannot be removed".formatted(app), e);
            }
        }
        measure();
    }

    /** Whether a ref was moved, or still may be. */
    private static boolean isKept(ReceiveCommand command) {
        return command.getResult() == Result.OK || command.getResult() == Result.NOT_ATTEMPTED;
    }

    private void measure() {
        try {
            DataSize now = RepositorySize.of(repository);
            if (!now.equals(size)) {
                size = now;
                var _ = handler.count(now);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The repository of app '%s' cannot be measured".formatted(app), e);
        }
    }

    private String reason() {
        RepositoryRoom known = room.orElseThrow();
        return "The push does not fit on the disk of app '%s': %s of %s are used, %s of them by its repository. Raise the limit with 'resource:limit --disk', or delete files of the app"
                .formatted(app, known.used().toText(), known.limit().toText(), size.toText());
    }
}

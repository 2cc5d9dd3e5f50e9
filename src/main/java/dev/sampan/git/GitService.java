package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.SideBandOutputStream;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Speaks git's protocol over plain streams, so that a front door only has to know who asks and for which app.
 *
 * <p>Over HTTP every request stands alone (`stateless`): the advertisement is a request of its own, answered with the
 * content type `application/x-git-receive-pack-advertisement`, and a body with `Content-Encoding: gzip` has to be
 * unpacked first. Over SSH one pair of streams carries all of it.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">git's HTTP protocol</a>
 * @see <a href="https://git-scm.com/docs/gitprotocol-pack">git's pack protocol</a>
 */
@Component
public final class GitService {

    private static final Logger log = LoggerFactory.getLogger(GitService.class);

    private final SourceRepositories repositories;
    private final GitProperties properties;
    private final PushLocks locks = new PushLocks();
    private final PushesUnderWay pushes = new PushesUnderWay();

    GitService(SourceRepositories repositories, GitProperties properties) {
        this.repositories = repositories;
        this.properties = properties;
    }

    /** Answers `GET info/refs?service=…`: which refs there are, and what the server can do. */
    public void advertise(AppName app, GitOperation operation, OutputStream out)
            throws IOException {
        PacketLineOut packets = new PacketLineOut(out);
        packets.writeString("# service=" + operation.wireName() + "\n");
        packets.end();
        PacketLineOutRefAdvertiser refs = new PacketLineOutRefAdvertiser(packets);
        try (Repository repository = repositories.open(app).open()) {
            switch (operation) {
                case UPLOAD_PACK -> {
                    try (UploadPack pack = new UploadPack(repository)) {
                        pack.setBiDirectionalPipe(false);
                        pack.sendAdvertisedRefs(refs);
                    }
                }
                case RECEIVE_PACK -> receiver(repository).sendAdvertisedRefs(refs);
            }
        }
        out.flush();
    }

    /**
     * Serves a fetch or clone.
     *
     * @param stateless whether this is one request over HTTP, after {@link #advertise}
     */
    public void uploadPack(AppName app, InputStream in, OutputStream out, boolean stateless)
            throws IOException {
        try (Repository repository = repositories.open(app).open();
                UploadPack pack = new UploadPack(repository)) {
            pack.setBiDirectionalPipe(!stateless);
            pack.setTimeout(timeoutSeconds());
            pack.upload(in, out, null);
        }
        out.flush();
    }

    /**
     * Serves a push; returns when all of it is decided and the client has been told.
     *
     * @param handler decides about the deploy branch, on the calling thread
     * @param err where text goes when the client cannot take it in the same stream; null when there is no such stream
     * @param stateless whether this is one request over HTTP, after {@link #advertise}
     */
    public void receivePack(
            AppName app,
            PushHandler handler,
            InputStream in,
            OutputStream out,
            @Nullable OutputStream err,
            boolean stateless)
            throws IOException {
        SourceRepository source = repositories.open(app);
        try (PushesUnderWay.Turn turn = pushes.begin(app);
                Repository repository = source.open()) {
            PushSpace space = new PushSpace(app, source.path(), handler, properties.maxPackSize());
            BoundedInput bounded = space.bound(in);
            ClientStream client = new ClientStream(out);
            PushHook hook = new PushHook(app, handler, locks, client, properties.keepAlive());
            // The receiver forgets them when it is done.
            List<ReceiveCommand> asked = new ArrayList<>();
            ReceivePack pack = receiver(repository);
            space.explainRefusals(pack, bounded);
            pack.setBiDirectionalPipe(!stateless);
            pack.setTimeout(timeoutSeconds());
            pack.setPreReceiveHook(
                    (receiver, commands) -> {
                        if (space.admit(receiver, commands)) {
                            hook.onPreReceive(receiver, commands);
                        }
                        // Before the client is told, who may push again at once.
                        asked.addAll(receiver.getAllCommands());
                        space.settle(asked, turn.alone());
                    });
            pack.setPostReceiveHook(hook);
            try {
                pack.receive(bounded, client, err);
                client.flush();
            } catch (UnpackException e) {
                client.flush();
                log.info("push refused app={} reason={}", app, e.getMessage());
                skip(in);
            } finally {
                space.settle(asked, turn.alone());
            }
        }
    }

    /** Tells that something other than a push writes to the repository of an app. */
    PushesUnderWay.Turn begin(AppName app) {
        return pushes.begin(app);
    }

    /**
     * Answers a request over HTTP that nothing is done about, so that git shows why: it says only the number of another
     * status than 200 here.
     *
     * @param reason one line for the one who pushes or fetches
     */
    public void refuse(GitOperation operation, String reason, InputStream in, OutputStream out)
            throws IOException {
        skip(in);
        switch (operation) {
            case UPLOAD_PACK -> new PacketLineOut(out).writeString("ERR " + reason + "\n");
            case RECEIVE_PACK -> {
                SideBandOutputStream errors =
                        new SideBandOutputStream(
                                SideBandOutputStream.CH_ERROR, SideBandOutputStream.SMALL_BUF, out);
                errors.write((reason + "\n").getBytes(StandardCharsets.UTF_8));
                errors.flush();
            }
        }
        out.flush();
    }

    /** Takes the rest of a pack that was refused: a client that cannot send it all does not read why. */
    private void skip(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = properties.maxPackSize().bytes();
        int read = in.read(buffer);
        while (read >= 0 && left > 0) {
            left -= read;
            read = in.read(buffer);
        }
    }

    private ReceivePack receiver(Repository repository) {
        ReceivePack pack = new ReceivePack(repository);
        pack.setObjectChecker(
                new ObjectChecker().setSafeForMacOS(true).setAllowInvalidPersonIdent(true));
        pack.setMaxObjectSizeLimit(properties.maxObjectSize().bytes());
        pack.setAllowCreates(true);
        pack.setAllowDeletes(true);
        pack.setAllowNonFastForwards(true);
        pack.setAtomic(true);
        pack.setRefLogIdent(new PersonIdent("sampan", "sampan@localhost"));
        return pack;
    }

    private int timeoutSeconds() {
        return Math.toIntExact(properties.idleTimeout().toSeconds());
    }

    /**
     * Packs the source of an app, and drops what no branch has needed for two weeks; does nothing when nothing was pushed.
     *
     * @throws RefusedException when a push to it is under way
     */
    public void collectGarbage(AppName app) {
        if (!locks.tryAcquire(app)) {
            throw RefusedException.conflict(
                    "The source of app '%s' cannot be packed: a push to it is under way"
                            .formatted(app));
        }
        try {
            repositories.find(app).ifPresent(SourceRepository::collectGarbage);
        } finally {
            locks.release(app);
        }
    }

    /** How much of the disk the source of an app takes; empty when nothing was pushed. */
    public Optional<DataSize> size(AppName app) {
        return repositories.find(app).map(SourceRepository::size);
    }

    /** The commit that an app's branch names; empty when nothing was pushed. */
    public Optional<String> head(AppName app, String branch) {
        return repositories.find(app).flatMap(repository -> repository.head(branch));
    }
}

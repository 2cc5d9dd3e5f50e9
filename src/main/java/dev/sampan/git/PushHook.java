package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.git.DeployBranchPolicy.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PostReceiveHook;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about every ref of one push before any of them changes, and deploys the deploy branch. */
final class PushHook implements PreReceiveHook, PostReceiveHook {

    private static final Logger log = LoggerFactory.getLogger(PushHook.class);

    private final AppName app;
    private final PushHandler handler;
    private final PushLocks locks;
    private final ClientStream client;
    private final Duration keepAlive;

    PushHook(
            AppName app,
            PushHandler handler,
            PushLocks locks,
            ClientStream client,
            Duration keepAlive) {
        this.app = app;
        this.handler = handler;
        this.locks = locks;
        this.client = client;
        this.keepAlive = keepAlive;
    }

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        Optional<String> deployBranch = handler.deployBranch();
        if (deployBranch.isEmpty()) {
            deployBranch = DeployBranchPolicy.adopt(written(commands));
            if (deployBranch.isPresent() && !adopt(pack, deployBranch.get(), commands)) {
                return;
            }
        }
        for (ReceiveCommand command : commands) {
            boolean deletion = command.getType() == ReceiveCommand.Type.DELETE;
            Verdict verdict =
                    DeployBranchPolicy.judge(command.getRefName(), deletion, deployBranch);
            switch (verdict) {
                case KEEP -> {}
                case DEPLOY -> deployAlone(pack, command, deployBranch.orElseThrow());
                case KEEP_WITH_WARNING ->
                        warn(pack, shortName(command), deployBranch.orElse("master"));
                case REFUSE_DELETION -> {
                    say(
                            pack,
                            " !     The deploy branch '%s' of %s cannot be deleted. Set another one first\n"
                                    .formatted(shortName(command), app));
                    command.setResult(Result.REJECTED_NODELETE, "deploy branch");
                }
                case REFUSE_REF ->
                        command.setResult(
                                Result.REJECTED_OTHER_REASON, "only branches and tags are kept");
            }
        }
    }

    private boolean adopt(ReceivePack pack, String branch, Collection<ReceiveCommand> commands) {
        try {
            handler.adoptDeployBranch(branch);
            say(pack, "-----> Set " + branch + " as deploy-branch\n");
            return true;
        } catch (RefusedException e) {
            say(pack, " !     " + e.getMessage() + "\n");
            commands.forEach(
                    command -> command.setResult(Result.REJECTED_OTHER_REASON, "branch name"));
            return false;
        }
    }

    /** Lets a clone check out the branch that is deployed. */
    @Override
    public void onPostReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        String wanted = Constants.R_HEADS + handler.deployBranch().orElse("");
        for (ReceiveCommand command : commands) {
            if (command.getResult() == Result.OK && command.getRefName().equals(wanted)) {
                try {
                    RefUpdate head = pack.getRepository().updateRef(Constants.HEAD);
                    head.disableRefLog();
                    head.link(wanted);
                } catch (IOException e) {
                    throw new GitException(
                            "HEAD of app '%s' cannot be set to '%s'".formatted(app, wanted), e);
                }
            }
        }
    }

    private void deployAlone(ReceivePack pack, ReceiveCommand command, String branch) {
        if (!locks.tryAcquire(app)) {
            say(
                    pack,
                    " !     %s currently has a deploy lock in place: another push is under way. Push again when it has ended\n"
                            .formatted(app));
            command.setResult(Result.REJECTED_OTHER_REASON, "pre-receive hook declined");
            return;
        }
        try {
            PushDecision decision = deploy(pack, command, branch);
            if (decision instanceof PushDecision.Rejected(String reason)) {
                command.setResult(Result.REJECTED_OTHER_REASON, reason);
            }
        } finally {
            locks.release(app);
        }
    }

    /**
     * Runs the handler on this thread, which is interrupted when the client leaves. No interrupt of ours is left behind:
     * the keep-alive has ended before the flag is cleared.
     */
    private PushDecision deploy(ReceivePack pack, ReceiveCommand command, String branch) {
        Thread deploying = Thread.currentThread();
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicBoolean left = new AtomicBoolean();
        client.onGone(
                () -> {
                    left.set(true);
                    if (running.get()) {
                        deploying.interrupt();
                    }
                });
        KeepAlive sender = pack.isSideBand() ? new KeepAlive(client, keepAlive) : null;
        try {
            PushedRef ref = pushedRef(pack, command, branch);
            return handler.onPush(ref, text -> say(pack, text));
        } catch (InterruptedException e) {
            log.info("push cancelled app={} clientLeft={}", app, left.get());
            if (!left.get()) {
                deploying.interrupt();
            }
            return PushDecision.reject("cancelled");
        } catch (IOException e) {
            say(pack, " !     %s is not a commit\n".formatted(command.getRefName()));
            return PushDecision.reject("not a commit");
        } catch (RuntimeException e) {
            log.error("push failed app={} ref={}", app, command.getRefName(), e);
            say(pack, " !     Internal error, the server's log has the details\n");
            return PushDecision.reject("internal error");
        } finally {
            running.set(false);
            if (sender != null) {
                sender.close();
            }
            if (left.get() && Thread.interrupted()) {
                log.debug("interrupt cleared app={}", app);
            }
        }
    }

    private PushedRef pushedRef(ReceivePack pack, ReceiveCommand command, String branch)
            throws IOException {
        try (RevWalk walk = new RevWalk(pack.getRepository())) {
            String commit = walk.parseCommit(command.getNewId()).name();
            ObjectId old = command.getOldId();
            Optional<String> previous =
                    ObjectId.zeroId().equals(old) ? Optional.empty() : Optional.of(old.name());
            return new PushedRef(app, branch, commit, previous);
        }
    }

    private static void warn(ReceivePack pack, String pushed, String deployBranch) {
        say(
                pack,
                "-----> WARNING: deploy did not complete, you must push to %s.\n-----> for example, try 'git push <dokku> %s:%s'\n"
                        .formatted(deployBranch, pushed, deployBranch));
    }

    /** Shows text at the client now: what is not flushed waits until 64 KiB have come together. */
    static void say(ReceivePack pack, String text) {
        OutputStream messages = pack.getMessageOutputStream();
        try {
            messages.write(text.getBytes(StandardCharsets.UTF_8));
            messages.flush();
        } catch (IOException e) {
            log.debug("client left", e);
        }
    }

    private static List<String> written(Collection<ReceiveCommand> commands) {
        return commands.stream()
                .filter(command -> command.getType() != ReceiveCommand.Type.DELETE)
                .map(ReceiveCommand::getRefName)
                .toList();
    }

    private static String shortName(ReceiveCommand command) {
        return command.getRefName().substring(Constants.R_HEADS.length());
    }
}

package dev.sampan.git;

import dev.sampan.unit.DataSize;
import java.util.Optional;
import java.util.function.Consumer;

/** What a pushed deploy branch leads to. */
public interface PushHandler {

    /**
     * Counts what the app's repository takes of the disk for the app; asked before a push is received, and whenever it
     * changed the repository.
     *
     * @return how much the app may store and does, the repository included; empty when nothing limits it
     */
    Optional<RepositoryRoom> count(DataSize repository);

    /** The branch whose pushes are deployed; empty when none was ever set. */
    Optional<String> deployBranch();

    /** Makes a branch the deploy branch: the first one pushed to an app that has none. */
    void adoptDeployBranch(String branch);

    /**
     * Deploys the commit of a deploy branch, while the client waits. Nothing but the branch's name is decided by the
     * answer: the commit's objects are readable already, and a rejected branch stays as it was.
     *
     * @param clientOutput takes raw text and shows it to the client at once; writing to a client that left does nothing
     * @throws InterruptedException when the client left or the push was ended from our side; the ref is rejected
     */
    PushDecision onPush(PushedRef ref, Consumer<String> clientOutput) throws InterruptedException;
}

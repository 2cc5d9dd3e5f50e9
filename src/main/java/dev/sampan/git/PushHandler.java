package dev.sampan.git;

import java.util.Optional;
import java.util.function.Consumer;

/** What a pushed deploy branch leads to. */
public interface PushHandler {

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

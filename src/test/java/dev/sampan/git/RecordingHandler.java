package dev.sampan.git;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers what was pushed and answers as a test wants. */
final class RecordingHandler implements PushHandler {

    /** What a test does with a push. */
    interface Answer {
        PushDecision to(PushedRef ref, Consumer<String> output) throws InterruptedException;
    }

    final List<PushedRef> pushed = new CopyOnWriteArrayList<>();
    volatile Optional<String> deployBranch = Optional.empty();
    volatile Answer answer = (ref, output) -> PushDecision.accept();

    @Override
    public Optional<String> deployBranch() {
        return deployBranch;
    }

    @Override
    public void adoptDeployBranch(String branch) {
        deployBranch = Optional.of(branch);
    }

    @Override
    public PushDecision onPush(PushedRef ref, Consumer<String> output) throws InterruptedException {
        pushed.add(ref);
        return answer.to(ref, output);
    }
}

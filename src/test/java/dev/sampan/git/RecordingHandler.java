package dev.sampan.git;

import dev.sampan.app.RefusedException;
import dev.sampan.unit.DataSize;
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

    /** How much the app may store, and what else it does. */
    volatile Optional<DataSize> limit = Optional.empty();

    volatile DataSize others = DataSize.ofBytes(0);
    final List<DataSize> counted = new CopyOnWriteArrayList<>();
    volatile String refusedBranch = "";
    volatile Answer answer = (ref, output) -> PushDecision.accept();

    @Override
    public Optional<RepositoryRoom> count(DataSize repository) {
        counted.add(repository);
        return limit.map(
                most ->
                        new RepositoryRoom(
                                most, DataSize.ofBytes(others.bytes() + repository.bytes())));
    }

    @Override
    public Optional<String> deployBranch() {
        return deployBranch;
    }

    @Override
    public void adoptDeployBranch(String branch) {
        if (branch.equals(refusedBranch)) {
            throw RefusedException.invalid("'%s' cannot be the deploy branch".formatted(branch));
        }
        deployBranch = Optional.of(branch);
    }

    @Override
    public PushDecision onPush(PushedRef ref, Consumer<String> output) throws InterruptedException {
        pushed.add(ref);
        return answer.to(ref, output);
    }
}

package dev.sampan.git;

import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;

/**
 * Which pushed refs are deployed, as dokku does it: those of the deploy branch; the first branch ever pushed becomes
 * the deploy branch; other branches and tags are only kept.
 *
 * @see <a href="https://dokku.com/docs/deployment/methods/git/">dokku: Git Deployment</a>
 */
final class DeployBranchPolicy {

    /** What is done with a pushed ref. */
    enum Verdict {
        DEPLOY,
        KEEP,
        KEEP_WITH_WARNING,
        REFUSE_DELETION,
        REFUSE_REF
    }

    private static final List<String> USUAL = List.of("main", "master");

    private DeployBranchPolicy() {}

    /** The branch that becomes the deploy branch of an app that has none: a usual name, else the first one pushed. */
    static Optional<String> adopt(List<String> createdRefs) {
        List<String> branches =
                createdRefs.stream()
                        .filter(ref -> ref.startsWith(Constants.R_HEADS))
                        .map(ref -> ref.substring(Constants.R_HEADS.length()))
                        .toList();
        return USUAL.stream()
                .filter(branches::contains)
                .findFirst()
                .or(() -> branches.stream().findFirst());
    }

    static Verdict judge(String ref, boolean deletion, Optional<String> deployBranch) {
        boolean branch = ref.startsWith(Constants.R_HEADS);
        if (!branch && !ref.startsWith(Constants.R_TAGS)) {
            return Verdict.REFUSE_REF;
        }
        String name = ref.substring((branch ? Constants.R_HEADS : Constants.R_TAGS).length());
        boolean deployed = deployBranch.filter(name::equals).isPresent();
        if (deletion) {
            return branch && deployed ? Verdict.REFUSE_DELETION : Verdict.KEEP;
        }
        if (deployed) {
            return Verdict.DEPLOY;
        }
        return branch ? Verdict.KEEP_WITH_WARNING : Verdict.KEEP;
    }
}

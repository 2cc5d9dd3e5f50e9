package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.git.DeployBranchPolicy.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployBranchPolicyTests {

    @ParameterizedTest
    @CsvSource({
        "refs/heads/main,false,DEPLOY",
        "refs/tags/main,false,DEPLOY",
        "refs/heads/side,false,KEEP_WITH_WARNING",
        "refs/heads/main/x,false,KEEP_WITH_WARNING",
        "refs/tags/v1,false,KEEP",
        "refs/heads/side,true,KEEP",
        "refs/tags/main,true,KEEP",
        "refs/heads/main,true,REFUSE_DELETION",
        "refs/notes/x,false,REFUSE_REF",
        "refs/for/main,false,REFUSE_REF",
        "HEAD,false,REFUSE_REF"
    })
    void judgesByDeployBranch(String ref, boolean deletion, Verdict verdict) {
        assertThat(DeployBranchPolicy.judge(ref, deletion, Optional.of("main"))).isEqualTo(verdict);
    }

    @Test
    void adoptsUsualNameElseFirstBranch() {
        assertThat(
                        DeployBranchPolicy.adopt(
                                List.of("refs/tags/a", "refs/heads/feature", "refs/heads/master")))
                .contains("master");
        assertThat(DeployBranchPolicy.adopt(List.of("refs/heads/trunk", "refs/heads/x")))
                .contains("trunk");
        assertThat(DeployBranchPolicy.adopt(List.of("refs/tags/a"))).isEmpty();
    }
}

package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.Release;
import dev.sampan.operation.SourceOperations.Branch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GitStatusTests {

    private static final AppName SHOP = new AppName("shop");
    private static final String HEAD = "a".repeat(40);
    private static final Branch MAIN = new Branch("main", Optional.of(HEAD), "Sell shoes");

    @Test
    void tellsThatNothingWasPushed() {
        assertThat(
                        GitStatus.lines(
                                SHOP, new Branch("main", Optional.empty(), ""), Optional.empty()))
                .containsExactly("On branch main", "No commits yet");
    }

    @Test
    void tellsWhetherTheHeadIsDeployed() {
        assertThat(GitStatus.lines(SHOP, MAIN, release(Optional.of(HEAD))))
                .containsExactly(
                        "On branch main",
                        "Head:     aaaaaaa Sell shoes",
                        "Deployed: aaaaaaa as v4",
                        "The head of main is deployed");
        assertThat(GitStatus.lines(SHOP, MAIN, release(Optional.of("b".repeat(40)))))
                .contains(
                        "Deployed: bbbbbbb as v4",
                        "The head of main is not deployed. Deploy it with `ps:rebuild shop`");
        assertThat(GitStatus.lines(SHOP, MAIN, release(Optional.empty())))
                .contains("Deployed: an image as v4");
        assertThat(GitStatus.lines(SHOP, MAIN, Optional.empty()))
                .hasSize(3)
                .last()
                .asString()
                .contains("is not deployed");
    }

    private static Optional<Release> release(Optional<String> commit) {
        return Optional.of(
                new Release(
                        SHOP,
                        4,
                        "sha256:1",
                        commit,
                        Map.of("web", "run"),
                        Map.of(),
                        LimitSettings.NONE,
                        Map.of(),
                        List.of(),
                        "Deploy",
                        Instant.EPOCH,
                        "admin"));
    }
}

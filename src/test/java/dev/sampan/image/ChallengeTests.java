package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTests {

    @Test
    void readWhatDockerHubSays() {
        Challenge challenge =
                Challenge.of(
                                List.of(
                                        "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:library/nginx:pull,push\""))
                        .orElseThrow();

        assertThat(challenge.scheme()).isEqualTo("bearer");
        assertThat(challenge.parameters())
                .isEqualTo(
                        Map.of(
                                "realm", "https://auth.docker.io/token",
                                "service", "registry.docker.io",
                                "scope", "repository:library/nginx:pull,push"));
    }

    @Test
    void preferATokenToAPassword() {
        assertThat(
                        Challenge.of(
                                        List.of(
                                                "Basic realm=\"x\"",
                                                "bearer realm=https://t, service=s"))
                                .orElseThrow()
                                .parameters())
                .containsEntry("realm", "https://t")
                .containsEntry("service", "s");
        assertThat(Challenge.of(List.of("Basic")).orElseThrow().scheme()).isEqualTo("basic");
    }

    @Test
    void findNothingInWhatIsNotKnown() {
        assertThat(Challenge.of(List.of("Negotiate", "Digest realm=\"x\"", "", "Bearer service=x")))
                .isEmpty();
        assertThat(Challenge.of(List.of("Bearer " + "a=\"".repeat(20_000)))).isEmpty();
    }
}

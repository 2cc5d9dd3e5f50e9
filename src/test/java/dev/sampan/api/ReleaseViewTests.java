package dev.sampan.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.Release;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReleaseViewTests {

    @Test
    void namesConfigVarsWithoutTheirValues() {
        Release release =
                new Release(
                        new AppName("shop"),
                        3,
                        "image",
                        Optional.empty(),
                        Map.of(),
                        Map.of("TOKEN", "s3cret"),
                        LimitSettings.NONE,
                        Map.of(),
                        List.of(),
                        "Deploy",
                        Instant.EPOCH,
                        "me");

        assertThat(
                        new JsonMapper()
                                .writeValueAsString(ReleasesApi.ReleaseView.of(release, true, 100)))
                .contains("TOKEN")
                .doesNotContain("s3cret");
    }
}

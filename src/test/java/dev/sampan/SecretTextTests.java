package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildOptions;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.Release;
import dev.sampan.app.ReleaseDraft;
import dev.sampan.build.BuildRequest;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerSpec;
import dev.sampan.image.Digest;
import dev.sampan.operation.RunOperations;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds config vars says their names only, as it may stand in a log or an error. */
class SecretTextTests {

    private static final AppName SHOP = new AppName("shop");
    private static final Map<String, String> ENV = Map.of("TOKEN", "s3cret");

    static List<Object> holders() {
        ReleaseDraft draft =
                new ReleaseDraft(
                        "image",
                        Optional.empty(),
                        Map.of(),
                        ENV,
                        LimitSettings.NONE,
                        Map.of(),
                        List.of(),
                        "d",
                        "me");
        return List.of(
                draft,
                new Release(
                        SHOP,
                        1,
                        draft.image(),
                        draft.commit(),
                        Map.of(),
                        ENV,
                        draft.limits(),
                        Map.of(),
                        List.of(),
                        "d",
                        Instant.EPOCH,
                        "me"),
                new BuildRequest(
                        SHOP, "c", ENV, DataSize.ofMebibytes(1), BuildOptions.STANDARD, "me"),
                new RunOperations.Order(SHOP, "ls", ENV, Optional.empty()),
                new ContainerSpec(
                        new ContainerId("shop"),
                        "shop",
                        Digest.of(new byte[0]),
                        List.of("ls"),
                        ENV,
                        "/",
                        "0:0",
                        ContainerSpec.Privileges.NONE,
                        ContainerSpec.Root.READ_ONLY,
                        List.of(),
                        ContainerLimits.of(CpuCount.parse("1"), DataSize.ofMebibytes(64), 10),
                        Optional.empty(),
                        Map.of()));
    }

    @ParameterizedTest
    @MethodSource("holders")
    void saysNamesOnly(Object holder) {
        assertThat(holder.toString()).contains("TOKEN").doesNotContain("s3cret");
    }
}

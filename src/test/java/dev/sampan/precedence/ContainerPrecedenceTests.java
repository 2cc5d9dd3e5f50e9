package dev.sampan.precedence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Precedence;
import dev.sampan.host.SampanHome;
import dev.sampan.image.Digest;
import dev.sampan.runtime.ProcessorUse;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two apps on a machine with two processors: one with a limit of half of one, and one without. */
class ContainerPrecedenceTests {

    private static final String GLUTTON = "glutton";
    private static final String SHOP = "shop";

    @TempDir Path home;

    private final Map<Resource, String> limits = new EnumMap<>(Resource.class);
    private final Map<String, Duration> used = new HashMap<>();
    private FakeContainers containers;
    private ContainerPrecedence precedence;
    private long now;

    @BeforeEach
    void start() {
        containers = new FakeContainers(new SampanHome(home));
        precedence =
                new ContainerPrecedence(
                        containers,
                        containers,
                        instance ->
                                new ResourceLimits(
                                        instance.app().value().equals(GLUTTON) ? limits : Map.of(),
                                        Map.of()),
                        new Room(2));
        for (String app : List.of(GLUTTON, SHOP)) {
            containers.start(
                    new ContainerSpec(
                            new ContainerId(app),
                            app,
                            Digest.ofHex("0".repeat(64)),
                            List.of("stay"),
                            Map.of(),
                            "/app",
                            "1000",
                            ContainerSpec.Privileges.NONE,
                            ContainerSpec.Root.READ_ONLY,
                            List.of(),
                            ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 64)
                                    .withCpu(Optional.empty()),
                            Optional.empty(),
                            Map.of(
                                    "app", app, "process", "web", "index", "1", "release", "1",
                                    "port", "5000")));
            used.put(app, Duration.ZERO);
        }
        limit(Optional.of(CpuCount.parse("0.5")));
        look(0, 0);
    }

    @AfterEach
    void stop() {
        containers.list().forEach(container -> containers.stop(container.id(), Duration.ZERO));
    }

    @Test
    void whoWantsMuchKeepsToAsMuchAsItsLimitAmountsToAndTheOthersAvoidThat() {
        look(50, 10);

        assertThat(containers.precedence(GLUTTON)).contains(Precedence.IN_TURN);
        assertThat(pinned(GLUTTON)).isEqualTo("1");
        assertThat(containers.precedence(SHOP)).contains(Precedence.FIRST);
        assertThat(pinned(SHOP)).isEqualTo("0");
        assertThat(precedence.avoided().stream()).containsExactly(1);
    }

    @Test
    void allRunEverywhereOnceNobodyWantsMuch() {
        look(50, 10);
        for (int looks = 0; looks < 11; looks++) {
            look(1, 10);
        }

        assertThat(containers.precedence(GLUTTON)).contains(Precedence.FIRST);
        assertThat(pinned(GLUTTON)).isEqualTo("all");
        assertThat(pinned(SHOP)).isEqualTo("all");
        assertThat(precedence.avoided().isEmpty()).isTrue();
    }

    @Test
    void allButWhoIsPinnedRunEverywhereOnceTheRestDoesNotSuffice() {
        for (int looks = 0; looks < 30; looks++) {
            look(50, 95);
        }

        assertThat(pinned(GLUTTON)).isEqualTo("1");
        assertThat(pinned(SHOP)).isEqualTo("all");
        assertThat(precedence.avoided().isEmpty()).isTrue();
    }

    @Test
    void aLimitThatIsTakenAwayReleases() {
        look(50, 10);
        limit(Optional.empty());
        look(50, 10);

        assertThat(pinned(GLUTTON)).isEqualTo("all");
        assertThat(pinned(SHOP)).isEqualTo("all");
    }

    @Test
    void whoStartsIsPinnedOnceItIsHeldToItsLimit() {
        limit(Optional.of(CpuCount.of(2)));
        look(50, 10);

        assertThat(containers.precedence(GLUTTON)).contains(Precedence.IN_TURN);
        assertThat(pinned(GLUTTON)).isEqualTo("all");
        assertThat(pinned(SHOP)).isEqualTo("all");

        limit(Optional.of(CpuCount.of(1)));
        look(50, 10);

        assertThat(pinned(GLUTTON)).isEqualTo("1");
        assertThat(pinned(SHOP)).isEqualTo("0");
    }

    @Test
    void allRunWhereTheirLimitsSayWhenNobodyLooksAnyMore() {
        look(50, 10);
        precedence.release();

        assertThat(pinned(GLUTTON)).isEqualTo("all");
        assertThat(pinned(SHOP)).isEqualTo("all");
    }

    @Test
    void certainProcessorsOfAnAppStayItsOwn() {
        limits.put(Resource.CPUSET, "0");
        look(50, 10);

        assertThat(pinned(GLUTTON)).isEqualTo("0");
        assertThat(pinned(SHOP)).isEqualTo("all");
    }

    /** A tenth of a second in which they have had so many milliseconds of the processors. */
    private void look(long glutton, long shop) {
        now += Duration.ofMillis(100).toNanos();
        use(GLUTTON, glutton);
        use(SHOP, shop);
        precedence.look((glutton + shop) / 100.0, now);
    }

    /** What the kernel holds the glutton to from now on. */
    private void limit(Optional<CpuCount> most) {
        containers.limit(new ContainerId(GLUTTON), most);
    }

    private void use(String app, long millis) {
        Duration sum = used.merge(app, Duration.ofMillis(millis), Duration::plus);
        containers.use(app, new ProcessorUse(sum, 0));
    }

    private String pinned(String app) {
        return containers.pinned(app).map(Object::toString).orElse("all");
    }
}

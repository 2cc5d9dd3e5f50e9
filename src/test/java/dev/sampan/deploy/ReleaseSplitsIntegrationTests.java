package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.FakeContainers;
import dev.sampan.FakeImages;
import dev.sampan.FakeMachine;
import dev.sampan.FakeRouter;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Environments;
import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.ReleaseDraft;
import dev.sampan.app.Releases;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.ContainerStartException;
import dev.sampan.logs.AppLogs;
import dev.sampan.metrics.LimitEvents;
import dev.sampan.router.Route;
import dev.sampan.router.RouteTablePublisher;
import dev.sampan.router.TargetCheck;
import dev.sampan.scheduler.Keeper;
import dev.sampan.scheduler.Scheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Releases that serve at the same time: what runs, and what the router is told, through all that happens to an app. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:splits;DB_CLOSE_DELAY=-1",
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.scheduler.drain=0s",
            "sampan.deploy.releases-kept=2"
        })
@Import(FakeMachine.class)
@DirtiesContext
class ReleaseSplitsIntegrationTests {

    private static final AppName SHOP = new AppName("shop");
    private static final DeployLog SILENT = new TextDeployLog(_ -> {});

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private Apps apps;
    @Autowired private Releases releases;
    @Autowired private Splits splits;
    @Autowired private Environments environments;
    @Autowired private Deployer deployer;
    @Autowired private ReleaseSplits control;
    @Autowired private ProcessControl processes;
    @Autowired private Scheduler scheduler;
    @Autowired private Keeper keeper;
    @Autowired private AbandonedReleases abandoned;
    @Autowired private AppLogs logs;
    @Autowired private Rollout rollout;
    @Autowired private LimitEvents events;
    @Autowired private FakeContainers containers;
    @Autowired private FakeImages images;

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void deployTwice() throws Exception {
        apps.create(SHOP);
        deploy(1);
        deploy(2);
    }

    @AfterEach
    void destroy() {
        processes.destroy(SHOP);
    }

    private Release deploy(int number) throws InterruptedException {
        return deployer.deploy(SHOP, Integer.toString(number).repeat(40), "tester", SILENT);
    }

    private static Split split(String text) {
        return new Split(
                Arrays.stream(text.split(" ", -1)).map(Split.Share::parse).toList(),
                Optional.empty());
    }

    private void divide(String text) throws InterruptedException {
        control.split(SHOP, split(text), SILENT);
    }

    /** The release of each process that runs, by dyno. */
    private Map<String, Integer> running() {
        Map<String, Integer> running = new TreeMap<>();
        scheduler
                .current(SHOP)
                .forEach(instance -> running.put(instance.dyno(), instance.release()));
        return running;
    }

    /** The containers that serve; those that are replaced may not have ended yet. */
    private Set<String> containerIds() {
        return scheduler.current(SHOP).stream()
                .map(instance -> instance.container().id().value())
                .collect(Collectors.toSet());
    }

    private void awaitContainers(int count) throws InterruptedException {
        await(count + " containers are left", () -> containers.specs("shop").size() == count);
    }

    private Route route() {
        return new RouteTablePublisher(home, Duration.ofSeconds(5))
                .current()
                .find("shop")
                .orElseThrow();
    }

    /** How the route is divided: `v1=90x1` is a share of 90 percent with one target. */
    private List<String> shares() {
        return route().shares().stream()
                .map(s -> "%s=%dx%d".formatted(s.name(), s.percent(), s.targets().size()))
                .toList();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not true: " + what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void scale(String type, int quantity) throws InterruptedException {
        processes.scale(SHOP, Map.of(new ProcessType(type), quantity), SILENT);
    }

    @Test
    void canaryRunsBesideTheBaseAndGetsItsPart() throws Exception {
        scale("worker", 1);

        divide("v1=90 v2=10");

        assertThat(running()).isEqualTo(Map.of("web.1", 1, "web.v2.1", 2, "worker.1", 1));
        assertThat(shares()).containsExactly("v1=90x1", "v2=10x1");
        assertThat(releases.current(SHOP).orElseThrow().number()).isEqualTo(1);
        ContainerSpec canary =
                containers.specs("shop").stream()
                        .filter(spec -> "2".equals(spec.labels().get("canary")))
                        .findFirst()
                        .orElseThrow();
        assertThat(canary.env()).containsEntry("DYNO", "web.v2.1");
        assertThat(canary.log().orElseThrow().getFileName().toString()).startsWith("web.v2.1~");
        assertThat(logs.tail(SHOP, Optional.of("web.v2"), 10))
                .anySatisfy(line -> assertThat(line.dyno()).isEqualTo("web.v2.1"));
        assertThat(logs.tail(SHOP, Optional.empty(), 50))
                .anySatisfy(
                        line ->
                                assertThat(line.text())
                                        .contains("requests are divided: v1=90 v2=10"));
    }

    @Test
    void canaryIsKeptWhenOnlyThePartsChange() throws Exception {
        scale("web", 2);
        divide("v1=90 v2=10");
        Set<String> before = containerIds();

        divide("v1=50 v2=50");
        assertThat(shares()).containsExactly("v1=50x2", "v2=50x1");
        assertThat(containerIds()).isEqualTo(before);

        divide("v1=40 v2=60");
        assertThat(shares()).containsExactly("v1=40x2", "v2=60x2");
        assertThat(containerIds()).containsAll(before);
    }

    @Test
    void canaryServesAloneWithAllProcesses() throws Exception {
        scale("web", 2);
        scale("worker", 1);
        divide("v1=90 v2=10");

        Release left = control.end(SHOP, OptionalInt.of(2), SILENT);

        assertThat(left.number()).isEqualTo(2);
        assertThat(running()).isEqualTo(Map.of("web.1", 2, "web.2", 2, "worker.1", 2));
        assertThat(route().shares()).isEmpty();
        assertThat(route().targets()).hasSize(2);
        assertThat(splits.of(SHOP)).isEmpty();
    }

    @Test
    void baseServesAloneAndTheCanaryIsNotForgotten() throws Exception {
        divide("v1=90 v2=10");

        control.end(SHOP, OptionalInt.empty(), SILENT);
        abandoned.start();

        assertThat(running()).isEqualTo(Map.of("web.1", 1));
        assertThat(route().shares()).isEmpty();
        assertThat(releases.find(SHOP, 2)).isPresent();
        assertThatThrownBy(() -> control.end(SHOP, OptionalInt.empty(), SILENT))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Only one release of app 'shop' serves");
    }

    @Test
    void nothingChangesWhenTheCanaryDoesNotStart() throws Exception {
        Release present = releases.current(SHOP).orElseThrow();
        Release broken =
                releases.add(
                        SHOP,
                        new ReleaseDraft(
                                present.image(),
                                Optional.empty(),
                                Map.of("web", "fail"),
                                Map.of(),
                                present.limits(),
                                Map.of(),
                                List.of(),
                                "Broken",
                                "tester"));
        releases.activate(SHOP, broken.number());
        releases.activate(SHOP, present.number());
        Set<String> before = containerIds();

        assertThatThrownBy(() -> divide("v2=50 v3=50")).isInstanceOf(ContainerStartException.class);

        assertThat(releases.serving(SHOP).split()).isEmpty();
        assertThat(releases.current(SHOP)).contains(present);
        assertThat(containerIds()).isEqualTo(before);
        assertThat(route().targets()).hasSize(1);
    }

    @Test
    void releasesThatCannotServeAreRefused() throws Exception {
        assertThatThrownBy(() -> divide("v2=90 v7=10"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no release v7");
        processes.stop(SHOP);
        assertThatThrownBy(() -> divide("v1=90 v2=10"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("App 'shop' is stopped");
        assertThatThrownBy(() -> control.setAbortErrors(SHOP, Optional.of(5)))
                .hasMessageContaining("Only one release");
    }

    @Test
    void deployEndsTheSplit() throws Exception {
        divide("v1=90 v2=10");

        deploy(3);

        assertThat(running()).isEqualTo(Map.of("web.1", 3));
        assertThat(route().shares()).isEmpty();
        assertThat(splits.of(SHOP)).isEmpty();
        awaitContainers(1);
    }

    @Test
    void failedDeployLeavesTheSplit() throws Exception {
        divide("v1=90 v2=10");
        deployer.reconfigure(SHOP, "no change", "tester", SILENT);
        assertThat(splits.of(SHOP)).as("a release of changed config is a deploy").isEmpty();
        divide("v1=90 v2=10");
        Set<String> before = containerIds();

        ReleaseDraft broken =
                new ReleaseDraft(
                        releases.require(SHOP, 1).image(),
                        Optional.empty(),
                        Map.of("web", "fail"),
                        Map.of(),
                        releases.require(SHOP, 1).limits(),
                        Map.of(),
                        List.of(),
                        "Broken",
                        "tester");
        assertThatThrownBy(() -> rollout.run(SHOP, broken, new Timings(), SILENT))
                .isInstanceOf(ContainerStartException.class);

        assertThat(splits.of(SHOP)).contains(split("v1=90 v2=10"));
        assertThat(containerIds()).isEqualTo(before);
        assertThat(shares()).containsExactly("v1=90x1", "v2=10x1");
    }

    @Test
    void rollbackEndsTheSplit() throws Exception {
        divide("v2=90 v1=10");

        deployer.rollback(SHOP, OptionalInt.of(1), "tester", SILENT);

        assertThat(running()).isEqualTo(Map.of("web.1", 3));
        assertThat(splits.of(SHOP)).isEmpty();
    }

    @Test
    void canaryIsScaledWithTheBase() throws Exception {
        divide("v1=50 v2=50");

        scale("web", 4);
        assertThat(shares()).containsExactly("v1=50x4", "v2=50x2");

        scale("web", 1);
        assertThat(shares()).containsExactly("v1=50x1", "v2=50x1");
        assertThat(running()).isEqualTo(Map.of("web.1", 1, "web.v2.1", 2));
    }

    @Test
    void restartReplacesTheProcessesOfAllReleases() throws Exception {
        divide("v1=90 v2=10");
        Set<String> before = containerIds();

        processes.restart(SHOP, Optional.of(ProcessType.WEB), SILENT);

        assertThat(running()).isEqualTo(Map.of("web.1", 1, "web.v2.1", 2));
        awaitContainers(2);
        assertThat(containerIds()).doesNotContainAnyElementsOf(before);
        assertThat(shares()).containsExactly("v1=90x1", "v2=10x1");
    }

    @Test
    void stoppedAppStartsAllItsReleasesAgain() throws Exception {
        divide("v1=90 v2=10");

        processes.stop(SHOP);
        assertThat(running()).isEmpty();
        assertThat(shares()).containsExactly("v1=90x0", "v2=10x0");

        processes.start(SHOP, SILENT);
        assertThat(running()).isEqualTo(Map.of("web.1", 1, "web.v2.1", 2));
        assertThat(shares()).containsExactly("v1=90x1", "v2=10x1");
    }

    @Test
    void crashedCanaryIsStartedAgain() throws Exception {
        divide("v1=90 v2=10");
        Container canary = containerOf("web.v2.1");

        containers.crash(canary.id());

        await("it runs again", () -> running().containsKey("web.v2.1"));
        assertThat(containerOf("web.v2.1").id()).isNotEqualTo(canary.id());
        assertThat(running()).containsEntry("web.v2.1", 2).containsEntry("web.1", 1);
        await("it has its part again", () -> shares().equals(List.of("v1=90x1", "v2=10x1")));
    }

    private Container containerOf(String dyno) {
        return scheduler.current(SHOP).stream()
                .filter(instance -> instance.dyno().equals(dyno))
                .findFirst()
                .orElseThrow()
                .container();
    }

    @Test
    void allReleasesAreAdopted() throws Exception {
        divide("v1=90 v2=10");
        Set<String> before = containerIds();

        keeper.start();

        assertThat(containerIds()).isEqualTo(before);
        assertThat(running()).isEqualTo(Map.of("web.1", 1, "web.v2.1", 2));
        assertThat(shares()).containsExactly("v1=90x1", "v2=10x1");
    }

    @Test
    void imagesOfReleasesThatServeKeepTheirNames() throws Exception {
        divide("v1=90 v2=10");
        control.end(SHOP, OptionalInt.of(1), SILENT);
        for (int number = 3; number <= 5; number++) {
            control.setNext(SHOP, Optional.of(new Splits.Next(10, Optional.empty())));
            deploy(number);
            if (number < 5) {
                control.end(SHOP, OptionalInt.empty(), SILENT);
            }
        }

        assertThat(splits.of(SHOP)).contains(split("v1=90 v5=10"));
        assertThat(images.tags().keySet())
                .contains("app/shop/v1", "app/shop/v5")
                .doesNotContain("app/shop/v2");
    }

    @Test
    void nextDeployGetsAPartWhenThatIsWanted() throws Exception {
        scale("worker", 1);
        control.setNext(SHOP, Optional.of(new Splits.Next(20, Optional.of(5))));

        deploy(3);

        assertThat(running()).isEqualTo(Map.of("web.1", 2, "web.v3.1", 3, "worker.1", 2));
        assertThat(shares()).containsExactly("v2=80x1", "v3=20x1");
        assertThat(splits.of(SHOP).orElseThrow().abortErrors()).contains(5);
        assertThat(splits.next(SHOP)).isEmpty();
        deploy(4);
        assertThat(running()).isEqualTo(Map.of("web.1", 4, "worker.1", 4));
    }

    @Test
    void readinessCheckOfTheAppIsTheRoutersToo() throws Exception {
        assertThat(route().policy().balance().check()).isNull();

        environments.set(
                Optional.of(SHOP),
                Map.of(
                        "APP_JSON",
                        "{\"healthchecks\":{\"web\":[{\"type\":\"readiness\",\"listening\":true}]}}"));
        deploy(3);
        assertThat(route().policy().balance().check())
                .isNotNull()
                .extracting(TargetCheck::kind)
                .isEqualTo(TargetCheck.Kind.TCP);

        divide("v3=90 v2=10");
        assertThat(route().policy().balance().check())
                .as("the releases that serve do not say the same")
                .isNull();
    }

    @Test
    void canaryIsLeftOutWhenItMakesTooManyErrors() throws Exception {
        try (FakeRouter router = new FakeRouter(home)) {
            control.split(SHOP, split("v1=90 v2=10").withAbortErrors(Optional.of(5)), SILENT);
            router.count(
                    "{\"shop\":{\"v1\":{\"requests\":900,\"errors\":0},\"v2\":{\"requests\":100,\"errors\":6}}}");

            await("the base serves alone", () -> splits.of(SHOP).isEmpty());

            awaitContainers(1);
            assertThat(running()).isEqualTo(Map.of("web.1", 1));
            assertThat(logs.tail(SHOP, Optional.empty(), 50))
                    .anySatisfy(
                            line ->
                                    assertThat(line.text())
                                            .contains(
                                                    "v2 is left out: errors at 6 of its last 100 requests; v1 serves alone"));
            await("it is an event", () -> !events.last(SHOP, 5).isEmpty());
            assertThat(events.last(SHOP, 5).getFirst().text())
                    .startsWith("More errors than 5 %, so the release is left out: 6 of its last");
        }
    }
}

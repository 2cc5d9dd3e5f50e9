package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeMachine;
import dev.sampan.app.Allotment;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Environments;
import dev.sampan.app.Limits;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceScope;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerSpec;
import dev.sampan.scheduler.Keeper;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.unit.CpuCount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

/** Who may use more of the processors than its limit, and for how long. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:boost;DB_CLOSE_DELAY=-1",
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.scheduler.drain=0s",
            "sampan.scheduler.boost-limit=100ms"
        })
@Import(FakeMachine.class)
@DirtiesContext
class StartBoostIntegrationTests {

    private static final AppName SHOP = new AppName("shop");
    private static final DeployLog SILENT = new TextDeployLog(_ -> {});

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private Apps apps;
    @Autowired private Limits limits;
    @Autowired private Environments environments;
    @Autowired private Deployer deployer;
    @Autowired private ProcessControl processes;
    @Autowired private Scheduler scheduler;
    @Autowired private Keeper keeper;
    @Autowired private FakeContainers containers;

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void limit() {
        apps.create(SHOP);
        limits.set(
                ResourceScope.of(SHOP),
                Allotment.LIMIT,
                Map.of(Resource.CPU, "0.5", Resource.CPU_BOOST, "1"));
    }

    @AfterEach
    void destroy() {
        processes.destroy(SHOP);
    }

    private void deploy() throws InterruptedException {
        var _ = deployer.deploy(SHOP, "1".repeat(40), "tester", SILENT);
    }

    /** With how much of the processors each container was started that is there now. */
    private Set<String> started() {
        return cpus(containers.specs("shop").stream().map(ContainerSpec::limits).toList());
    }

    /** How much of the processors each container may have now. */
    private Set<String> held() {
        return cpus(containers.limits("shop"));
    }

    private static Set<String> cpus(List<ContainerLimits> all) {
        return all.stream()
                .map(one -> one.cpu().map(CpuCount::toString).orElse("unlimited"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void deploysAndRestartsStartWithTheBoostAndGoOnWithTheLimit() throws Exception {
        deploy();
        assertThat(started()).containsExactly("1");
        assertThat(held()).containsExactly("0.5");

        limits.set(ResourceScope.of(SHOP), Allotment.LIMIT, Map.of(Resource.CPU_BOOST, "0"));
        processes.restart(SHOP, Optional.empty(), SILENT);

        await("the old ones are gone", () -> started().equals(Set.of("0.5")));
        assertThat(held()).containsExactly("0.5");
    }

    @Test
    void whatCrashesIsStartedAgainWithinItsLimit() throws Exception {
        deploy();
        Container crashing = web();

        containers.crash(crashing.id());

        await("it runs again", () -> !scheduler.current(SHOP).isEmpty());
        assertThat(web().id()).isNotEqualTo(crashing.id());
        assertThat(started()).containsExactly("0.5");
        assertThat(held()).containsExactly("0.5");
    }

    @Test
    void whatDoesNotGetReadyIsHeldToItsLimitAfterAWhile() throws Exception {
        environments.replace(
                Optional.of(SHOP),
                Map.of(
                        "APP_JSON",
                        """
                        {"healthchecks": {"web": [{"type": "startup", "name": "never", "command": ["false"],
                          "attempts": 1000, "wait": 1, "timeout": 1}]}}"""));
        Thread deploy =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                deploy();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            await("it starts", () -> started().equals(Set.of("1")));
            await("it is held to its limit", () -> held().equals(Set.of("0.5")));
            assertThat(scheduler.current(SHOP)).isEmpty();

            limits.set(ResourceScope.of(SHOP), Allotment.LIMIT, Map.of(Resource.CPU, "0.25"));
            scheduler.applyLimits(SHOP);
            assertThat(held()).containsExactly("0.25");
        } finally {
            deploy.interrupt();
            assertThat(deploy.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void limitsHoldForWhatIsAdoptedAndNoPlaceIsFilledTwice() throws Exception {
        deploy();
        ContainerId halfway = new ContainerId("shop.web.1-halfway");
        containers.start(copyOf(containers.specs("shop").getFirst(), halfway));
        assertThat(held()).containsExactly("0.5", "1");

        keeper.start();

        assertThat(scheduler.current(SHOP)).hasSize(1);
        await("it is gone", () -> containers.find(halfway).isEmpty());
        containers.list().forEach(one -> containers.limit(one.id(), Optional.of(CpuCount.of(1))));

        keeper.start();

        assertThat(held()).containsExactly("0.5");
    }

    private static ContainerSpec copyOf(ContainerSpec spec, ContainerId id) {
        return new ContainerSpec(
                id,
                spec.owner(),
                spec.image(),
                spec.arguments(),
                spec.env(),
                spec.workingDirectory(),
                spec.user(),
                spec.privileges(),
                spec.root(),
                spec.mounts(),
                spec.limits(),
                spec.log(),
                spec.labels());
    }

    private Container web() {
        return scheduler.current(SHOP).getFirst().container();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}

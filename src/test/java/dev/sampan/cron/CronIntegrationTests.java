package dev.sampan.cron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeMachine;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.CronTask;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ReleaseDraft;
import dev.sampan.app.Releases;
import dev.sampan.container.ContainerSpec;
import dev.sampan.host.PeriodicTask;
import dev.sampan.logs.AppLogs;
import dev.sampan.logs.LogLine;
import dev.sampan.scheduler.Scheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tasks run when it is time, once for each time, and not when they may not; the clock is the test's own. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:cron;DB_CLOSE_DELAY=-1",
            "sampan.ssh.enabled=false",
            "sampan.cron.catch-up=2h",
            "sampan.cron.most-of-an-app=3",
            "sampan.scheduler.stop-timeout=0s"
        })
@Import(FakeMachine.class)
@DirtiesContext
@Timeout(120)
class CronIntegrationTests {

    private static final AppName SHOP = new AppName("shop");

    /** Days ahead, so that the clock of the context, which runs on, finds nothing to do. */
    private final Instant start =
            Instant.now().truncatedTo(ChronoUnit.DAYS).plus(30, ChronoUnit.DAYS);

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private CronClock clock;
    @Autowired private PeriodicTask cronTick;
    @Autowired private CronTasks tasks;
    @Autowired private CronRuns runs;
    @Autowired private CronSettings settings;
    @Autowired private Apps apps;
    @Autowired private Releases releases;
    @Autowired private Scheduler scheduler;
    @Autowired private FakeContainers containers;
    @Autowired private AppLogs logs;

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void makeApp() {
        cronTick.stop();
        apps.create(SHOP);
        scheduler.prepareStorage(SHOP);
    }

    @AfterEach
    void removeApp() {
        scheduler.stopAll(SHOP, Duration.ZERO);
        apps.destroy(SHOP);
    }

    @Test
    void runsOnceForEachTime() throws Exception {
        release(task("stay", "*/10 * * * *", CronTask.Concurrency.ALLOW));

        clock.tick(start.plusSeconds(5));
        assertThat(running()).hasSize(1);
        clock.tick(start.plusSeconds(65));
        assertThat(running()).hasSize(1);
        clock.tick(start.plusSeconds(600));
        assertThat(running()).hasSize(2);

        ContainerSpec spec = running().getFirst();
        assertThat(spec.arguments()).contains("stay");
        assertThat(spec.env().get("DYNO")).startsWith("cron.");
        assertThat(spec.limits().memory()).isPresent();
    }

    @Test
    void makesUpOnceForTimesThatNobodyLookedAt() throws Exception {
        release(task("stay", "*/10 * * * *", CronTask.Concurrency.ALLOW));
        clock.tick(start);
        int before = running().size();

        clock.tick(start.plusSeconds(3600 + 300));

        assertThat(running()).hasSize(before + 1);
        assertThat(said()).anyMatch(line -> line.contains("started late: its time was"));
        clock.tick(start.plusSeconds(3600 + 301));
        assertThat(running()).hasSize(before + 1);
    }

    @Test
    void doesNotMakeUpForWhatIsTooLongAgoOrWasBeforeItsRelease() throws Exception {
        release(task("stay", "0 0 * * *", CronTask.Concurrency.ALLOW));

        clock.tick(start.plus(5, ChronoUnit.HOURS));
        assertThat(running()).isEmpty();
        clock.tick(start.plus(1, ChronoUnit.DAYS).plus(119, ChronoUnit.MINUTES));
        assertThat(running()).hasSize(1);
    }

    @Test
    void leavesOutOrReplacesWhatStillRuns() throws Exception {
        release(
                task("stay forbid", "* * * * *", CronTask.Concurrency.FORBID),
                task("stay replace", "* * * * *", CronTask.Concurrency.REPLACE));

        clock.tick(start);
        String replaced = idOf("replace");
        clock.tick(start.plusSeconds(60));

        assertThat(running()).hasSize(2);
        assertThat(idOf("replace")).isNotEqualTo(replaced);
        assertThat(said()).anyMatch(line -> line.contains("left out this time"));
    }

    @Test
    void runsNoMoreOfAnAppThanMay() throws Exception {
        release(task("stay", "* * * * *", CronTask.Concurrency.ALLOW));

        for (int minute = 0; minute < 5; minute++) {
            clock.tick(start.plusSeconds(60L * minute));
        }

        assertThat(running()).hasSize(3);
        assertThat(said()).anyMatch(line -> line.contains("sampan.cron.most-of-an-app"));
    }

    @Test
    void runsNothingThatIsSuspendedOrOfAStoppedApp() throws Exception {
        release(
                task("stay", "* * * * *", CronTask.Concurrency.ALLOW),
                new CronTask("stay too", "* * * * *", true, CronTask.Concurrency.ALLOW));
        settings.maintain(Optional.of(SHOP), Optional.of(true));
        clock.tick(start);
        assertThat(running()).isEmpty();

        settings.maintain(Optional.of(SHOP), Optional.empty());
        apps.stop(SHOP);
        clock.tick(start.plusSeconds(60));
        assertThat(running()).isEmpty();

        apps.start(SHOP);
        clock.tick(start.plusSeconds(61));
        assertThat(running()).isEmpty();
        clock.tick(start.plusSeconds(120));
        assertThat(running()).hasSize(1);
        settings.maintain(SHOP, tasks.of(SHOP).get(1).id(), Optional.of(false));
        clock.tick(start.plusSeconds(180));
        assertThat(running()).hasSize(3);
    }

    @Test
    void tellsHowTheyEnded() throws Exception {
        release(
                task("exit-3", "* * * * *", CronTask.Concurrency.ALLOW),
                task("worker", "@daily", CronTask.Concurrency.ALLOW));
        clock.tick(start);

        await(() -> tasks.of(SHOP).stream().allMatch(task -> ended(task)));

        assertThat(tasks.of(SHOP).get(0).lastRun().orElseThrow().outcome())
                .isEqualTo("exit code 3");
        assertThat(tasks.of(SHOP).get(1).lastRun().orElseThrow().outcome())
                .isEqualTo("exit code 0");
        assertThat(tasks.of(SHOP).get(1).command()).isEqualTo("node worker.js");
        await(() -> said().stream().anyMatch(line -> line.contains("the task failed")));
    }

    @Test
    void endsWhatTakesTooLong() throws Exception {
        release(task("stay", "@daily", CronTask.Concurrency.ALLOW));

        var _ = runs.start(tasks.of(SHOP).getFirst(), Optional.of(Duration.ofMillis(50)));

        await(() -> ended(tasks.of(SHOP).getFirst()));
        assertThat(running()).isEmpty();
        assertThat(tasks.of(SHOP).getFirst().lastRun().orElseThrow().outcome())
                .startsWith("ended after");
    }

    private static boolean ended(ScheduledTask task) {
        return task.lastRun().flatMap(LastRun::endedAt).isPresent();
    }

    private void release(CronTask... wanted) {
        int number =
                releases.add(
                                SHOP,
                                new ReleaseDraft(
                                        "sha256:" + "7f".repeat(32),
                                        Optional.empty(),
                                        Map.of("web", "node x", "worker", "node worker.js"),
                                        Map.of(),
                                        LimitSettings.NONE,
                                        Map.of(),
                                        List.of(wanted),
                                        "Deploy",
                                        "admin"))
                        .number();
        releases.activate(SHOP, number);
    }

    private static CronTask task(
            String command, String schedule, CronTask.Concurrency concurrency) {
        return new CronTask(command, schedule, false, concurrency);
    }

    private List<ContainerSpec> running() {
        return containers.specs("shop").stream()
                .filter(spec -> spec.labels().containsKey("cron-task"))
                .toList();
    }

    private String idOf(String word) {
        return running().stream()
                .filter(spec -> spec.arguments().contains(word))
                .findFirst()
                .orElseThrow()
                .id()
                .value();
    }

    private List<String> said() {
        return logs.tail(SHOP, Optional.empty(), 100).stream().map(LogLine::text).toList();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }
}

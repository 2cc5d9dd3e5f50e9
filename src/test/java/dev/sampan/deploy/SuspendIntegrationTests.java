package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.FakeContainers;
import dev.sampan.FakeMachine;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What `down --apps` asks of the control plane before its end. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:suspend;DB_CLOSE_DELAY=-1",
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s"
        })
@Import(FakeMachine.class)
@DirtiesContext
class SuspendIntegrationTests {

    private static final AppName SHOP = new AppName("shop");

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private Apps apps;
    @Autowired private Deployer deployer;
    @Autowired private DetachedRuns runs;
    @Autowired private ProcessControl processes;
    @Autowired private FakeContainers containers;

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @Test
    void leavesNoContainerOfAnyKindAndStartsNone() throws Exception {
        apps.create(SHOP);
        Release release =
                deployer.deploy(SHOP, "1".repeat(40), "tester", new TextDeployLog(_ -> {}));
        DetachedRuns.Run run = runs.start(release, "stay", Duration.ofHours(1));
        assertThat(runs.of(SHOP)).containsExactly(run);
        assertThat(containers.list()).hasSize(2);

        processes.suspendAll();

        assertThat(containers.list()).isEmpty();
        assertThatThrownBy(() -> runs.start(release, "stay", Duration.ofHours(1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("until Sampan is started again");
        assertThat(containers.list()).isEmpty();
    }
}

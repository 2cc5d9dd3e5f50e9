package dev.sampan;

import dev.sampan.build.AppJson;
import dev.sampan.build.BuildLog;
import dev.sampan.build.BuildRequest;
import dev.sampan.build.BuildResult;
import dev.sampan.build.Builder;
import dev.sampan.build.FakeBuildFailure;
import dev.sampan.host.SampanHome;
import dev.sampan.image.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The whole control plane over a machine that is not there: containers, images and builds are hand-written doubles, all
 * above them is real. The config var BUILD says what a build does: `fail`, `hang`, or nothing special; APP_JSON is the
 * app's app.json.
 */
@TestConfiguration(proxyBeanMethods = false)
public class FakeMachine {

    /** Has a permit for each build that hung and has been interrupted. */
    public static final Semaphore INTERRUPTED = new Semaphore(0);

    @Bean
    @Primary
    FakeContainers fakeContainers(SampanHome home) {
        return new FakeContainers(home);
    }

    @Bean
    @Primary
    FakeImages fakeImages() {
        return new FakeImages();
    }

    @Bean
    @Primary
    Builder fakeBuilder() {
        return FakeMachine::build;
    }

    static BuildResult build(BuildRequest request, BuildLog log) throws InterruptedException {
        log.step("Building %s".formatted(request.app()));
        String wanted = request.env().getOrDefault("BUILD", "");
        if (wanted.equals("fail")) {
            log.line("npm error in package.json");
            throw FakeBuildFailure.of("package.json is not valid JSON: line 3");
        }
        if (wanted.equals("hang")) {
            hang();
        }
        Map<String, String> types = new LinkedHashMap<>();
        types.put("web", request.env().getOrDefault("WEB", "node index.js"));
        types.put("worker", "node worker.js");
        return new BuildResult(
                Digest.ofHex((request.commit() + "0".repeat(64)).substring(0, 64)),
                types,
                Optional.ofNullable(request.env().get("APP_JSON")).map(AppJson::parse),
                "fake",
                List.of());
    }

    private static void hang() throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            INTERRUPTED.release();
            throw e;
        }
    }
}

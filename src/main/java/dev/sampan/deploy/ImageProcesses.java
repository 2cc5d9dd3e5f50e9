package dev.sampan.deploy;

import dev.sampan.app.HealthCheck;
import dev.sampan.app.ProcessType;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageHealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What an image says itself about the processes of an app. */
final class ImageProcesses {

    private static final Duration USUAL_TIME = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int USUAL_RETRIES = 3;
    private static final int MOST_ATTEMPTS = 120;

    private ImageProcesses() {}

    /**
     * One web process that runs what the image says.
     *
     * @throws DeployFailedException when it says nothing
     */
    static Map<String, String> of(ImageConfig image) {
        if (image.entrypoint().isEmpty() && image.arguments().isEmpty()) {
            throw new DeployFailedException(
                    "The image does not say what to run. Give it an ENTRYPOINT or a CMD", null);
        }
        return Map.of(ProcessType.WEB.value(), "");
    }

    /**
     * The image's own check, asked before traffic moves. Other engines may ask it only every half minute; here it is asked
     * often, for as long as they would wait.
     */
    static Map<String, List<HealthCheck>> checks(ImageConfig image) {
        return image.healthCheck()
                .map(check -> Map.of(ProcessType.WEB.value(), List.of(startup(check))))
                .orElse(Map.of());
    }

    private static HealthCheck startup(ImageHealthCheck check) {
        Duration interval = check.interval().orElse(USUAL_TIME);
        Duration wait = interval.compareTo(LONGEST_WAIT) < 0 ? interval : LONGEST_WAIT;
        Duration patience =
                check.startPeriod()
                        .orElse(Duration.ZERO)
                        .plus(interval.multipliedBy(check.retries().orElse(USUAL_RETRIES)));
        long attempts = patience.toMillis() / Math.max(1, wait.toMillis()) + 1;
        return new HealthCheck(
                HealthCheck.Kind.STARTUP,
                "HEALTHCHECK",
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                check.command(),
                false,
                Optional.empty(),
                Math.clamp(attempts, 1, MOST_ATTEMPTS),
                check.timeout().orElse(USUAL_TIME),
                wait,
                Duration.ZERO,
                false);
    }
}

package dev.sampan.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A release before it has a number.
 *
 * @param image the digest of the image
 * @param commit the commit it was built from
 * @param processTypes the command of each process type, in order
 * @param env the config vars, global ones included
 * @param limits the limits of the app now
 * @param healthChecks the checks of each process type that has any, as in app.json
 * @param cron what is run at times, as in app.json
 * @param description what makes it
 * @param createdBy who makes it
 */
public record ReleaseDraft(
        String image,
        Optional<String> commit,
        Map<String, String> processTypes,
        Map<String, String> env,
        LimitSettings limits,
        Map<String, List<HealthCheck>> healthChecks,
        List<CronTask> cron,
        String description,
        String createdBy) {

    /** Without its config vars: values are secrets. */
    @Override
    public String toString() {
        return "ReleaseDraft[image=%s, env=%s]".formatted(image, env.keySet());
    }

    /** The same image with other config, as `config:set` and a rollback make it. */
    public static ReleaseDraft from(
            Release release,
            Map<String, String> env,
            LimitSettings limits,
            String description,
            String createdBy) {
        return new ReleaseDraft(
                release.image(),
                release.commit(),
                release.processTypes(),
                env,
                limits,
                release.healthChecks(),
                release.cron(),
                description,
                createdBy);
    }
}

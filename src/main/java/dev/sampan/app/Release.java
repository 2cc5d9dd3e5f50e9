package dev.sampan.app;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was deployed once: image, processes and config together. It never changes.
 *
 * @param app whose it is
 * @param number 1 for the first of an app
 * @param image the digest of the image
 * @param commit the commit it was built from, unless it came from elsewhere
 * @param processTypes the command of each process type, in the order of the Procfile; may include `release`
 * @param env the config vars as they were, global ones included
 * @param limits the limits as they were
 * @param healthChecks the checks of each process type that has any, as in app.json
 * @param cron what is run at times, as in app.json
 * @param description what made it, for people: `Deploy 1a2b3c4`, `Set FOO`, `Rollback to v3`
 * @param createdAt when it was made
 * @param createdBy who made it
 */
public record Release(
        AppName app,
        int number,
        String image,
        Optional<String> commit,
        Map<String, String> processTypes,
        Map<String, String> env,
        LimitSettings limits,
        Map<String, List<HealthCheck>> healthChecks,
        List<CronTask> cron,
        String description,
        Instant createdAt,
        String createdBy) {

    public Release {
        processTypes = Collections.unmodifiableMap(new LinkedHashMap<>(processTypes));
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        cron = List.copyOf(cron);
    }

    /** The same with further vars, which come before those of its config. */
    public Release with(Map<String, String> vars) {
        Map<String, String> all = new LinkedHashMap<>(env);
        all.putAll(vars);
        return new Release(
                app,
                number,
                image,
                commit,
                processTypes,
                all,
                limits,
                healthChecks,
                cron,
                description,
                createdAt,
                createdBy);
    }

    /** Without its config vars: values are secrets. */
    @Override
    public String toString() {
        return "Release[%s %s, image=%s, env=%s]".formatted(app, version(), image, env.keySet());
    }

    /** How people write its number: `v12`. */
    public String version() {
        return "v" + number;
    }
}

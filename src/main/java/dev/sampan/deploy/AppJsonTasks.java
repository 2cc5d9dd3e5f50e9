package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Environments;
import dev.sampan.app.Formation;
import dev.sampan.app.Formations;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Release;
import dev.sampan.build.AppJson;
import dev.sampan.container.ContainerExit;
import dev.sampan.scheduler.Scheduler;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Does what the `app.json` of an app asks for when it is deployed. */
@Component
final class AppJsonTasks {

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int SECRET_BYTES = 32;

    private final Environments environments;
    private final Formations formations;
    private final Scheduler scheduler;
    private final SecureRandom random = new SecureRandom();

    AppJsonTasks(Environments environments, Formations formations, Scheduler scheduler) {
        this.environments = environments;
        this.formations = formations;
        this.scheduler = scheduler;
    }

    /**
     * Sets the config vars that the app asks for and that nobody has set: to the value it gives, or to a secret.
     *
     * @throws DeployFailedException when one has to be set by somebody
     */
    void completeEnv(AppName app, AppJson json, DeployLog log) {
        Map<String, String> present = environments.merged(app).values();
        Map<String, String> added = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        json.env()
                .forEach(
                        (name, entry) -> {
                            if (present.containsKey(name)) {
                                return;
                            }
                            if (entry.secret()) {
                                added.put(name, secret());
                            } else if (entry.value().isPresent()) {
                                added.put(name, entry.value().get());
                            } else if (entry.required()) {
                                missing.add(
                                        entry.description().isEmpty()
                                                ? name
                                                : "%s (%s)".formatted(name, entry.description()));
                            }
                        });
        if (!missing.isEmpty()) {
            throw new DeployFailedException(
                    "The app.json of '%s' asks for config vars that nobody has set: %s. Set them with `config:set` and push again"
                            .formatted(
                                    app,
                                    missing.stream().sorted().collect(Collectors.joining(", "))),
                    null);
        }
        if (!added.isEmpty()) {
            log.step("Setting config vars of app.json: " + String.join(", ", added.keySet()));
            environments.set(Optional.of(app), added);
        }
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Scales the app as it asks for.
     *
     * @return what was wanted before
     */
    Formation scale(AppName app, AppJson json, DeployLog log) {
        Formation before = formations.of(app);
        Map<ProcessType, Integer> wanted = new TreeMap<>();
        json.formation()
                .forEach(
                        (type, entry) ->
                                entry.quantity()
                                        .ifPresent(
                                                count ->
                                                        wanted.put(
                                                                ProcessType.parse(type), count)));
        wanted.entrySet().removeIf(entry -> before.quantity(entry.getKey()) == entry.getValue());
        if (!wanted.isEmpty()) {
            log.step(
                    "Scaling as app.json says: "
                            + wanted.entrySet().stream()
                                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                                    .collect(Collectors.joining(", ")));
            var _ = formations.scale(app, wanted);
        }
        return before;
    }

    /** Goes back to what was wanted before {@link #scale}, after a deploy that failed. */
    void scaleBack(AppName app, AppJson json, Formation before) {
        Map<ProcessType, Integer> quantities = new TreeMap<>();
        json.formation()
                .keySet()
                .forEach(
                        type -> {
                            ProcessType process = ProcessType.parse(type);
                            quantities.put(process, before.quantity(process));
                        });
        var _ = formations.scale(app, quantities);
    }

    /** Runs the task for which the new release has to serve; when it fails, the release serves on. */
    void postdeploy(Release release, String command, DeployLog log) throws InterruptedException {
        log.step("Executing postdeploy task from app.json: " + command);
        LineOutput output = new LineOutput(log::line);
        ContainerExit exit = scheduler.runOnce(release, "postdeploy", command, LIMIT, output);
        output.close();
        if (!exit.succeeded()) {
            log.warn(
                    "The postdeploy task failed with exit code %d; the release serves on"
                            .formatted(exit.exitCode()));
        }
    }
}

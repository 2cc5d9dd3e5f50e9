package dev.sampan.build;

import dev.sampan.app.CronTask;
import dev.sampan.app.HealthCheck;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an app asks for in its `app.json`.
 *
 * @param healthchecks the checks of each process type
 * @param formation how many instances of each process type
 * @param scripts commands run around a deploy
 * @param env variables it needs
 * @param buildpacks the buildpacks that it is built with, in order, as it names them
 * @param cron what is run at times
 * @param warnings what of it is not understood, one line each
 * @see <a href="https://dokku.com/docs/appendices/file-formats/app-json/">dokku: app.json</a>
 */
public record AppJson(
        Map<String, List<HealthCheck>> healthchecks,
        Map<String, FormationEntry> formation,
        Scripts scripts,
        Map<String, EnvEntry> env,
        List<String> buildpacks,
        List<CronTask> cron,
        List<String> warnings) {

    /** What an app asks for that has no such file. */
    public static final AppJson EMPTY =
            new AppJson(
                    Map.of(),
                    Map.of(),
                    new Scripts(Optional.empty(), Optional.empty()),
                    Map.of(),
                    List.of(),
                    List.of(),
                    List.of());

    /**
     * The instances of one process type.
     *
     * @param quantity how many; empty leaves it to `ps:scale`
     * @param maxParallel how many are replaced at the same time
     */
    public record FormationEntry(OptionalInt quantity, OptionalInt maxParallel) {}

    /**
     * Commands run around a deploy.
     *
     * @param predeploy at the end of the build; what it changes is kept
     * @param postdeploy after the new release took the traffic
     */
    public record Scripts(Optional<String> predeploy, Optional<String> postdeploy) {}

    /**
     * A variable that the app needs.
     *
     * @param description for people
     * @param value what it is unless it is set
     * @param required whether a deploy without it fails
     * @param secret whether a random value is made when it is not set
     */
    public record EnvEntry(
            String description, Optional<String> value, boolean required, boolean secret) {}

    public AppJson {
        healthchecks = Map.copyOf(healthchecks);
        formation = Map.copyOf(formation);
        env = Map.copyOf(env);
        warnings = List.copyOf(warnings);
        buildpacks = List.copyOf(buildpacks);
        cron = List.copyOf(cron);
    }

    /**
     * Reads JSON with comments and trailing commas.
     *
     * @throws BuildFailedException when it is not such; the message has the line
     */
    public static AppJson parse(String text) {
        return AppJsonReader.read(text);
    }
}

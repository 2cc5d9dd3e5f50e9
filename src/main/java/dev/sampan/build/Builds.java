package dev.sampan.build;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.BuilderName;
import dev.sampan.app.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Makes images of commits one after the other, writes down what became of it, and can be told to stop. */
@Component
public final class Builds {

    private final Builder builder;
    private final BuildRecords records;
    private final KeptBuilds kept;
    private final Detection detection;
    private final BuildSettings settings;
    private final BuildQueue queue;
    private final BuildProperties properties;
    private final Map<String, RunningBuild> running = new ConcurrentHashMap<>();

    Builds(
            Builder builder,
            BuildRecords records,
            KeptBuilds kept,
            Detection detection,
            BuildSettings settings,
            BuildProperties properties) {
        this.builder = builder;
        this.records = records;
        this.kept = kept;
        this.detection = detection;
        this.settings = settings;
        this.queue = new BuildQueue(properties.concurrent());
        this.properties = properties;
    }

    /**
     * Waits for its turn, then builds as {@link Builder#build} does.
     *
     * @throws BuildFailedException when it does not lead to an image, or somebody cancels it
     */
    public BuildResult build(BuildRequest request, BuildLog log) throws InterruptedException {
        int retention = retention(settings.effective(request.app(), BuildSetting.RETENTION));
        BuildRecord record =
                new BuildRecord(
                        HexFormat.of()
                                .toHexDigits(ThreadLocalRandom.current().nextLong())
                                .substring(6),
                        request.app().value(),
                        BuildRecord.Status.WAITING,
                        request.commit(),
                        request.by(),
                        now(),
                        null,
                        null,
                        "");
        RunningBuild build = new RunningBuild();
        running.put(record.id(), build);
        records.save(record);
        try (RecordingLog output =
                new RecordingLog(log, records.output(request.app(), record.id()))) {
            return follow(record, build, request, output);
        } finally {
            running.remove(record.id());
            records.prune(request.app(), retention);
        }
    }

    /** The base layer of all apps: `debian-13`. */
    public String stack() {
        return properties.stack();
    }

    /** How many builds that are over are remembered where this is set; nothing leaves it to the configuration. */
    public int retention(String set) {
        return set.isEmpty() ? properties.recordsKept() : Integer.parseInt(set);
    }

    /** What the last build of the app made, when this one would be of the very same and its image is there. */
    public Optional<BuildResult> unchanged(BuildRequest request) {
        return kept.find(request);
    }

    /** What would make the image of an app's commit. */
    public BuilderName builder(BuildRequest request) {
        return detection.builder(request);
    }

    /**
     * The names of the buildpacks that the app would be built with, in order; nothing when none wants it.
     *
     * @throws BuildFailedException when the commit cannot be read, or names a buildpack that there is not
     */
    public List<String> detect(BuildRequest request, BuildLog log) throws InterruptedException {
        try (BuildQueue.Ticket _ =
                queue.enter(
                        request.app(),
                        place ->
                                log.step(
                                        "Waiting for other builds to end, place %d in the queue"
                                                .formatted(place)))) {
            return detection.detect(request, log);
        }
    }

    private BuildResult follow(
            BuildRecord record, RunningBuild build, BuildRequest request, BuildLog log)
            throws InterruptedException {
        BuildRecord last = record;
        try (BuildQueue.Ticket _ =
                queue.enter(
                        request.app(),
                        place ->
                                log.step(
                                        "Waiting for other builds to end, place %d in the queue"
                                                .formatted(place)))) {
            last = record.started(now());
            records.save(last);
            BuildResult result = builder.build(request, log);
            endUncancelled(build);
            kept.keep(request, result);
            records.save(last.finished(BuildRecord.Status.SUCCEEDED, now(), ""));
            return result;
        } catch (InterruptedException e) {
            String by = build.end();
            BuildFailedException cancelled = cancelled(by == null ? "the one who pushed" : by, e);
            log.warn(String.valueOf(cancelled.getMessage()));
            records.save(
                    last.finished(
                            BuildRecord.Status.CANCELLED,
                            now(),
                            String.valueOf(cancelled.getMessage())));
            if (by == null) {
                throw e;
            }
            throw cancelled;
        } catch (RuntimeException e) {
            var _ = build.end();
            log.warn(String.valueOf(e.getMessage()));
            records.save(
                    last.finished(
                            BuildRecord.Status.FAILED, now(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /** A build that was cancelled in its last moment is cancelled. */
    private static void endUncancelled(RunningBuild build) throws InterruptedException {
        if (build.end() != null) {
            throw new InterruptedException("cancelled");
        }
    }

    private static BuildFailedException cancelled(String by, InterruptedException e) {
        return new BuildFailedException("cancel", "The build was cancelled by " + by, e);
    }

    /** The builds of an app, the newest first. */
    public List<BuildRecord> list(AppName app) {
        return records.list(app);
    }

    /**
     * A build of an app.
     *
     * @param id its id; empty for the newest
     * @throws RefusedException when there is none
     */
    public BuildRecord require(AppName app, Optional<String> id) {
        return (id.isPresent()
                        ? records.find(app, id.get())
                        : records.list(app).stream().findFirst())
                .orElseThrow(
                        () ->
                                RefusedException.notFound(
                                        id.isPresent()
                                                ? "App '%s' has no build '%s'. See `builds:list %s`"
                                                        .formatted(app, shorten(id.get()), app)
                                                : "App '%s' has no builds".formatted(app)));
    }

    /** What a build said so far, as lines. */
    public List<String> output(AppName app, BuildRecord build) {
        Path file = records.output(app, build.id());
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The output of build '%s' cannot be read".formatted(build.id()), e);
        }
    }

    /**
     * Ends what is being built of an app, or waits to be.
     *
     * @param by who wants that
     * @return the builds that were ended
     */
    public List<BuildRecord> cancel(AppName app, String by) {
        return records.list(app).stream()
                .filter(record -> !record.isOver())
                .filter(record -> cancel(running.get(record.id()), by))
                .toList();
    }

    private static boolean cancel(@Nullable RunningBuild build, String by) {
        return build != null && build.cancel(by);
    }

    /** Forgets builds of an app that are over; gives how many. */
    public int prune(AppName app) {
        return records.prune(app, 0);
    }

    /** The names of all apps that were built, also of those that are gone. */
    public List<AppName> builtApps() {
        return records.apps();
    }

    /** Forgets all of an app that is destroyed. */
    public void forget(AppName app) {
        records.forget(app);
    }

    /** Builds that the end of the control plane cut off have failed. */
    @EventListener(ApplicationReadyEvent.class)
    void endThoseThatWereCutOff() {
        for (AppName app : records.apps()) {
            for (BuildRecord record : records.list(app)) {
                if (!record.isOver() && !running.containsKey(record.id())) {
                    records.save(
                            record.finished(
                                    BuildRecord.Status.FAILED,
                                    now(),
                                    "The control plane ended while it ran. Push again"));
                }
            }
        }
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}

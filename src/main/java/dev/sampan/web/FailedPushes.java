package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.build.BuildRecord;
import dev.sampan.operation.BuildOperations;
import dev.sampan.operation.Caller;
import dev.sampan.operation.LogOperations;
import dev.sampan.operation.ReleaseOperations;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out whether the last push of an app did not go live, and why. */
@Component
final class FailedPushes {

    private static final int LINES_SHOWN = 20;

    private final BuildOperations builds;
    private final ReleaseOperations releases;
    private final LogOperations logs;

    FailedPushes(BuildOperations builds, ReleaseOperations releases, LogOperations logs) {
        this.builds = builds;
        this.releases = releases;
        this.logs = logs;
    }

    /**
     * A push that is not live.
     *
     * @param build what became of its build
     * @param built whether it was built, so that what came after failed or is not over yet
     * @param output the last lines of the processes of a deploy that failed; empty when it was not built
     */
    record FailedPush(BuildView build, boolean built, String output) {}

    /** The last push of an app; null when it is live, is being built, was cancelled or never was. */
    @Nullable FailedPush of(Caller caller, AppName app) {
        List<BuildRecord> all = builds.list(caller, app);
        if (all.isEmpty()) {
            return null;
        }
        BuildRecord last = all.getFirst();
        boolean live =
                releases.list(caller, app).all().stream()
                        .limit(1)
                        .anyMatch(release -> !release.createdAt().isBefore(last.createdAt()));
        if (live || !last.isOver() || last.status() == BuildRecord.Status.CANCELLED) {
            return null;
        }
        boolean built = last.status() == BuildRecord.Status.SUCCEEDED;
        return new FailedPush(
                BuildView.of(last, Instant.now()), built, built ? output(caller, app) : "");
    }

    private String output(Caller caller, AppName app) {
        List<String> lines = logs.failed(caller, app);
        return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()).stream()
                .map(AnsiText::strip)
                .collect(Collectors.joining("\n"));
    }
}

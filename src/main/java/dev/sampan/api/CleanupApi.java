package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.deploy.CleanupReport;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CleanupOperations;
import dev.sampan.operation.CleanupOperations.Kept;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What of the disk can be freed, and how much is kept to go back to. */
@RestController
class CleanupApi {

    private static final String CLEANUP = "/api/v1/cleanup";
    private static final String OF_APP = "/api/v1/apps/{app}/retention";
    private static final String OF_ALL = "/api/v1/retention";

    private final CleanupOperations cleanup;

    CleanupApi(CleanupOperations cleanup) {
        this.cleanup = cleanup;
    }

    /** What a clean-up removed, or would remove; {@code freedBytes} is what it takes of the disk. */
    record CleanupView(
            List<String> releases,
            List<String> runtimes,
            List<String> orphans,
            List<String> skipped,
            int blobs,
            int layers,
            long freedBytes) {

        static CleanupView of(CleanupReport report) {
            return new CleanupView(
                    report.releases(),
                    report.runtimes(),
                    report.orphans(),
                    report.skipped(),
                    report.blobs(),
                    report.layers(),
                    report.freed().bytes());
        }
    }

    /** How many releases keep their image: what is set here, and what holds. */
    record RetentionView(@Nullable Integer set, int effective) {

        static RetentionView of(OptionalInt set, Kept kept) {
            return new RetentionView(
                    set.isPresent() ? Integer.valueOf(set.getAsInt()) : null, kept.effective());
        }
    }

    /** How many releases shall keep their image; null goes back to the default. */
    record WantedRetention(@Nullable Integer releases) {

        OptionalInt kept() {
            return releases == null ? OptionalInt.empty() : OptionalInt.of(releases);
        }
    }

    @GetMapping(CLEANUP)
    @Operation(summary = "What a clean-up would remove, and how many bytes of disk that frees")
    CleanupView plan(Caller caller, @RequestParam(required = false) @Nullable String app) {
        return CleanupView.of(cleanup.plan(caller, name(app)));
    }

    @PostMapping(CLEANUP)
    @Operation(summary = "Removes what nothing needs, of one app or of all")
    CleanupView run(Caller caller, @RequestParam(required = false) @Nullable String app) {
        return CleanupView.of(cleanup.run(caller, name(app)));
    }

    @GetMapping(OF_APP)
    @Operation(summary = "How many releases of an app keep their image")
    RetentionView get(Caller caller, @PathVariable String app) {
        Kept kept = cleanup.kept(caller, AppName.parse(app));
        return RetentionView.of(kept.own(), kept);
    }

    @PutMapping(OF_APP)
    @Operation(summary = "Sets how many releases of an app keep their image")
    RetentionView set(
            Caller caller, @PathVariable String app, @RequestBody WantedRetention wanted) {
        cleanup.keep(caller, Optional.of(AppName.parse(app)), wanted.kept());
        return get(caller, app);
    }

    @GetMapping(OF_ALL)
    @Operation(summary = "How many releases keep their image of apps without a setting")
    RetentionView getGlobal(Caller caller) {
        Kept kept = cleanup.keptByDefault(caller);
        return RetentionView.of(kept.global(), kept);
    }

    @PutMapping(OF_ALL)
    @Operation(summary = "Sets how many releases keep their image of apps without a setting")
    RetentionView setGlobal(Caller caller, @RequestBody WantedRetention wanted) {
        cleanup.keep(caller, Optional.empty(), wanted.kept());
        return getGlobal(caller);
    }

    private static Optional<AppName> name(@Nullable String app) {
        return app == null || app.isEmpty() ? Optional.empty() : Optional.of(AppName.parse(app));
    }
}

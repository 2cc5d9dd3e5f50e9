package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ReleaseOperations;
import dev.sampan.operation.ReleaseOperations.AppReleases;

import io.swagger.v3.oas.annotations.Operation;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The releases of an app. */
@RestController
@RequestMapping("/api/v1/apps/{app}")
class ReleasesApi {

    private final ReleaseOperations releases;

    ReleasesApi(ReleaseOperations releases) {
        this.releases = releases;
    }

    /** A release; its config vars by name only, and the part of the requests that it gets. */
    record ReleaseView(
            int number,
            String description,
            @Nullable String commit,
            String image,
            Map<String, String> processTypes,
            List<String> configKeys,
            Instant createdAt,
            String createdBy,
            boolean current,
            int percent) {

        static ReleaseView of(Release release, boolean current, int percent) {
            return new ReleaseView(
                    release.number(),
                    release.description(),
                    release.commit().orElse(null),
                    release.image(),
                    release.processTypes(),
                    List.copyOf(release.env().keySet()),
                    release.createdAt(),
                    release.createdBy(),
                    current,
                    percent);
        }
    }

    /** Which release to go back to; the one before the current one when it is missing. */
    record Rollback(@Nullable Integer number) {}

    /** The release that a rollback made, and what was said meanwhile. */
    record RollbackAnswer(ReleaseView release, List<String> log) {}

    @GetMapping("/releases")
    @Operation(summary = "The releases of an app, the newest first")
    List<ReleaseView> list(Caller caller, @PathVariable String app) {
        AppReleases all = releases.list(caller, AppName.parse(app));
        return all.all().stream()
                .map(
                        release ->
                                ReleaseView.of(
                                        release, all.isCurrent(release), all.percent(release)))
                .toList();
    }

    @GetMapping("/releases/{number}")
    @Operation(summary = "A release")
    ReleaseView get(Caller caller, @PathVariable String app, @PathVariable int number) {
        AppName name = AppName.parse(app);
        Release release = releases.require(caller, name, number);
        AppReleases all = releases.list(caller, name);
        return ReleaseView.of(release, all.isCurrent(release), all.percent(release));
    }

    @PostMapping("/rollback")
    @Operation(summary = "Brings image and config of an earlier release back, as a new release")
    RollbackAnswer rollback(
            Caller caller,
            @PathVariable String app,
            @RequestBody(required = false) @Nullable Rollback rollback)
            throws InterruptedException {
        Integer number = rollback == null ? null : rollback.number();
        DeployLines lines = new DeployLines();
        Release release =
                releases.rollback(
                        caller,
                        AppName.parse(app),
                        number == null ? OptionalInt.empty() : OptionalInt.of(number),
                        lines.log());
        return new RollbackAnswer(ReleaseView.of(release, true, 100), lines.answer().log());
    }
}

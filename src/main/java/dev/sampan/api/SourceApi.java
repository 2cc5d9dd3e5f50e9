package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.git.CommitAuthor;
import dev.sampan.operation.Caller;
import dev.sampan.operation.DetectionOperations;
import dev.sampan.operation.ReleaseOperations;
import dev.sampan.operation.SourceOperations;
import dev.sampan.operation.SourceSync;
import io.swagger.v3.oas.annotations.Operation;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The source of an app that comes without a push, and what is built of it. */
@RestController
@RequestMapping("/api/v1/apps/{app}")
class SourceApi {

    private final SourceOperations sources;
    private final ReleaseOperations releases;
    private final DetectionOperations detection;

    SourceApi(SourceOperations sources, ReleaseOperations releases, DetectionOperations detection) {
        this.sources = sources;
        this.releases = releases;
        this.detection = detection;
    }

    /**
     * What is fetched from another repository.
     *
     * @param build `never`, which is what it is without, `if-changed` or `always`
     */
    record Sync(
            @Nullable String repository,
            @Nullable String ref,
            @Nullable String build,
            @Nullable Boolean setsDeployBranch) {}

    /**
     * What a deploy made.
     *
     * @param release its number; null when nothing was deployed
     * @param log what was said meanwhile, one line each
     */
    record Deployed(@Nullable Integer release, List<String> log) {

        static Deployed of(Optional<Release> release, DeployLines lines) {
            return new Deployed(release.map(Release::number).orElse(null), lines.answer().log());
        }
    }

    @PostMapping(value = "/archive", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(summary = "Deploys the files of a tar, tar.gz or zip, which is the body")
    Deployed archive(
            Caller caller,
            @PathVariable String app,
            @RequestParam Optional<String> name,
            @RequestParam Optional<String> email,
            InputStream archive)
            throws InterruptedException {
        CommitAuthor standard = SourceOperations.author(caller);
        CommitAuthor author =
                new CommitAuthor(name.orElse(standard.name()), email.orElse(standard.email()));
        DeployLines lines = new DeployLines();
        Release release = sources.archive(caller, AppName.parse(app), archive, author, lines.log());
        return Deployed.of(Optional.of(release), lines);
    }

    @PostMapping("/sync")
    @Operation(summary = "Fetches the source of an app from another repository")
    Deployed sync(Caller caller, @PathVariable String app, @RequestBody Sync sync)
            throws InterruptedException {
        DeployLines lines = new DeployLines();
        SourceSync wanted =
                new SourceSync(
                        address(sync.repository()),
                        Optional.ofNullable(sync.ref()),
                        build(sync.build() == null ? "never" : sync.build()),
                        sync.setsDeployBranch() == null || sync.setsDeployBranch());
        return Deployed.of(sources.sync(caller, AppName.parse(app), wanted, lines.log()), lines);
    }

    @PostMapping("/actions/rebuild")
    @Operation(
            summary =
                    "Deploys what was pushed last again, built anew if anything it is made of has"
                            + " changed")
    Deployed rebuild(
            Caller caller,
            @PathVariable String app,
            @RequestParam(defaultValue = "false") boolean force)
            throws InterruptedException {
        DeployLines lines = new DeployLines();
        Release release = releases.rebuild(caller, AppName.parse(app), force, lines.log());
        return Deployed.of(Optional.of(release), lines);
    }

    @GetMapping("/builder")
    @Operation(summary = "What would make the image of the source that was pushed last")
    Builder builder(Caller caller, @PathVariable String app) {
        return new Builder(
                detection
                        .builder(caller, AppName.parse(app))
                        .map(name -> name.word())
                        .orElse(null));
    }

    /**
     * What would make the image.
     *
     * @param detected `dockerfile` or `buildpacks`; null when nothing was pushed yet
     */
    record Builder(@Nullable String detected) {}

    private static SourceSync.Build build(String word) {
        return switch (word) {
            case "never" -> SourceSync.Build.NEVER;
            case "if-changed" -> SourceSync.Build.IF_CHANGED;
            case "always" -> SourceSync.Build.ALWAYS;
            default ->
                    throw RefusedException.invalid(
                            "'%s' is no answer to when it is built. Write never, if-changed or always"
                                    .formatted(Excerpt.of(word)));
        };
    }

    private static URI address(@Nullable String text) {
        try {
            return new URI(text == null ? "" : text);
        } catch (URISyntaxException e) {
            RefusedException failure =
                    RefusedException.invalid(
                            "'repository' is not an address. Write one that begins with https:// or"
                                    + " http://");
            failure.initCause(e);
            throw failure;
        }
    }
}

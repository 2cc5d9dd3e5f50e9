package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.distribution.ContentException;
import dev.sampan.distribution.ManifestDocument;
import dev.sampan.distribution.PushedManifests;
import dev.sampan.distribution.Reference;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ImagePushOperations;
import dev.sampan.operation.PullOperations;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** The manifests of images. One that is pushed with a tag is deployed before the answer is given. */
@RestController
@RequestMapping("/v2/{app}/manifests/{reference}")
@Hidden
class ManifestsApi {

    private final PullOperations pulls;
    private final ImagePushOperations pushes;

    ManifestsApi(PullOperations pulls, ImagePushOperations pushes) {
        this.pulls = pulls;
        this.pushes = pushes;
    }

    @RequestMapping(method = {RequestMethod.GET, RequestMethod.HEAD})
    void get(
            Caller caller,
            @PathVariable String app,
            @PathVariable String reference,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        ManifestDocument manifest =
                pulls.manifest(caller, AppName.parse(app), Reference.parse(reference));
        response.setContentType(manifest.mediaType());
        response.setContentLength(manifest.size());
        response.setHeader(DistributionAnswers.DIGEST, manifest.digest().value());
        if (request.getMethod().equals("GET")) {
            manifest.write(response.getOutputStream());
        }
    }

    @PutMapping
    void put(
            Caller caller,
            @PathVariable String app,
            @PathVariable String reference,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        AppName name = AppName.parse(app);
        byte[] document = request.getInputStream().readNBytes(PushedManifests.LARGEST + 1);
        if (document.length > PushedManifests.LARGEST) {
            throw new ContentException(
                    ContentException.Code.SIZE_INVALID,
                    "The manifest is larger than %d MiB".formatted(PushedManifests.LARGEST >> 20));
        }
        ImagePushOperations.Pushed pushed =
                pushes.manifest(
                        caller,
                        name,
                        Reference.parse(reference),
                        request.getContentType(),
                        document,
                        new DeployLines().log());
        DistributionAnswers.created(
                response,
                DistributionAnswers.path(name, "manifests", pushed.digest()),
                pushed.digest().value());
        pushed.subject().ifPresent(subject -> response.setHeader("OCI-Subject", subject.value()));
        note(name, pushed.outcome())
                .ifPresent(note -> response.setHeader("Warning", "299 - \"%s\"".formatted(note)));
    }

    /** What the one who pushed would not expect; engines show it when they know warnings. */
    private static Optional<String> note(AppName app, ImagePushOperations.Outcome outcome) {
        return switch (outcome) {
            case KEPT, DEPLOYED -> Optional.empty();
            case SERVED_ALREADY ->
                    Optional.of(
                            "App '%s' serves this image already. Nothing was deployed"
                                    .formatted(app));
            case DEPLOYING ->
                    Optional.of(
                            "The image was taken and its deploy goes on. `releases %s` says when it serves"
                                    .formatted(app));
        };
    }

    @DeleteMapping
    void delete(
            Caller caller,
            @PathVariable String app,
            @PathVariable String reference,
            HttpServletResponse response) {
        pushes.delete(caller, AppName.parse(app), Reference.parse(reference));
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }
}

package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.distribution.ContentException;
import dev.sampan.distribution.Reference;
import dev.sampan.distribution.Referrer;
import dev.sampan.operation.Caller;
import dev.sampan.operation.PullOperations;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What images there are, for engines that push and pull: each app is a repository.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">distribution-spec</a>
 */
@RestController
@Hidden
class DistributionApi {

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final int MOST = 10_000;

    private final PullOperations pulls;

    DistributionApi(PullOperations pulls) {
        this.pulls = pulls;
    }

    /** Whether the protocol is spoken here, and the login is right. */
    @GetMapping({"/v2", "/v2/"})
    void version(Caller caller, HttpServletResponse response) throws IOException {
        DistributionAnswers.json(
                response,
                HttpServletResponse.SC_OK,
                MediaType.APPLICATION_JSON_VALUE,
                Map.of("user", caller.user()));
    }

    @GetMapping("/v2/{app}/tags/list")
    void tags(
            Caller caller,
            @PathVariable String app,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String last = DistributionAnswers.query(request, "last").orElse("");
        int most = DistributionAnswers.query(request, "n").map(DistributionApi::count).orElse(MOST);
        List<String> rest =
                pulls.tags(caller, AppName.parse(app)).stream()
                        .filter(tag -> tag.compareTo(last) > 0)
                        .toList();
        List<String> page = rest.stream().limit(most).toList();
        if (page.size() < rest.size() && !page.isEmpty()) {
            response.setHeader(
                    "Link",
                    "</v2/%s/tags/list?n=%d&last=%s>; rel=\"next\""
                            .formatted(app, most, DistributionAnswers.encoded(page.getLast())));
        }
        DistributionAnswers.json(
                response,
                HttpServletResponse.SC_OK,
                MediaType.APPLICATION_JSON_VALUE,
                Map.of("name", app, "tags", page));
    }

    @GetMapping("/v2/{app}/referrers/{digest}")
    void referrers(
            Caller caller,
            @PathVariable String app,
            @PathVariable String digest,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Optional<String> type = DistributionAnswers.query(request, "artifactType");
        List<Referrer> found =
                pulls.referrers(caller, AppName.parse(app), Reference.digest(digest)).stream()
                        .filter(each -> type.isEmpty() || type.get().equals(each.artifactType()))
                        .toList();
        if (type.isPresent()) {
            response.setHeader("OCI-Filters-Applied", "artifactType");
        }
        DistributionAnswers.json(
                response,
                HttpServletResponse.SC_OK,
                INDEX,
                Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", found));
    }

    /** What nothing else answers: a name with more than one part, or a method that is not known. */
    @RequestMapping("/v2/**")
    void refuse(HttpServletRequest request) {
        if (request.getRequestURI().matches("/v2/[^/]+/(blobs|manifests|tags|referrers)/.*")) {
            throw new ContentException(
                    ContentException.Code.UNSUPPORTED,
                    "There is no %s %s here"
                            .formatted(request.getMethod(), request.getRequestURI()));
        }
        throw new ContentException(
                ContentException.Code.NAME_INVALID,
                "There is no %s. Images are named HOST/APP:TAG here, with the name of an app and no further slash"
                        .formatted(request.getRequestURI()));
    }

    private static int count(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw RefusedException.invalid("'n' has to be a number of tags");
        }
        return Math.min(Integer.parseInt(text), MOST);
    }
}

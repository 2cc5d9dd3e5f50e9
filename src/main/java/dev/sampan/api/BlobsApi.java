package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.InvalidAppNameException;
import dev.sampan.distribution.ContentException;
import dev.sampan.distribution.ContentRange;
import dev.sampan.distribution.Reference;
import dev.sampan.image.Digest;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ImagePushOperations;
import dev.sampan.operation.PullOperations;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** The layers and configurations of images: pulled whole or in part, pushed at once or in chunks. */
@RestController
@RequestMapping("/v2/{app}/blobs")
@Hidden
class BlobsApi {

    private final PullOperations pulls;
    private final ImagePushOperations pushes;

    BlobsApi(PullOperations pulls, ImagePushOperations pushes) {
        this.pulls = pulls;
        this.pushes = pushes;
    }

    @RequestMapping(
            path = "/{digest}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void get(
            Caller caller,
            @PathVariable String app,
            @PathVariable String digest,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        AppName name = AppName.parse(app);
        Digest wanted = Reference.digest(digest);
        response.setHeader(DistributionAnswers.DIGEST, digest);
        new BlobAnswer(
                        pulls.blob(caller, name, wanted)
                                .orElseThrow(() -> BlobAnswer.unknown(name, wanted)))
                .write(request, response, () -> BlobAnswer.unknown(name, wanted));
    }

    @DeleteMapping("/{digest}")
    void delete(
            Caller caller,
            @PathVariable String app,
            @PathVariable String digest,
            HttpServletResponse response) {
        pushes.deleteBlob(caller, AppName.parse(app), Reference.digest(digest));
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    /** Begins an upload; with `digest` the body is all of it, with `mount` another app's blob is taken. */
    @PostMapping({"/uploads", "/uploads/"})
    void begin(
            Caller caller,
            @PathVariable String app,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        AppName name = AppName.parse(app);
        Optional<Digest> digest =
                DistributionAnswers.query(request, "digest").map(Reference::digest);
        Optional<Digest> mount = DistributionAnswers.query(request, "mount").map(Reference::digest);
        Optional<AppName> from = DistributionAnswers.query(request, "from").flatMap(BlobsApi::app);
        if (mount.isPresent()
                && from.isPresent()
                && pushes.mount(caller, name, from.get(), mount.get())) {
            created(response, name, mount.get());
            return;
        }
        UUID upload = pushes.begin(caller, name);
        if (digest.isPresent()) {
            pushes.append(caller, name, upload, request.getInputStream(), Optional.empty());
            pushes.finish(caller, name, upload, digest.get());
            created(response, name, digest.get());
        } else {
            progress(response, HttpServletResponse.SC_ACCEPTED, name, upload, 0);
        }
    }

    @GetMapping("/uploads/{upload}")
    void offset(
            Caller caller,
            @PathVariable String app,
            @PathVariable String upload,
            HttpServletResponse response) {
        AppName name = AppName.parse(app);
        UUID id = upload(upload);
        long offset = pushes.offset(caller, name, id);
        progress(response, HttpServletResponse.SC_NO_CONTENT, name, id, offset);
    }

    @PatchMapping("/uploads/{upload}")
    void append(
            Caller caller,
            @PathVariable String app,
            @PathVariable String upload,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        AppName name = AppName.parse(app);
        UUID id = upload(upload);
        long offset = append(caller, name, id, request, response);
        progress(response, HttpServletResponse.SC_ACCEPTED, name, id, offset);
    }

    /** Ends an upload, perhaps with its last chunk. */
    @PutMapping("/uploads/{upload}")
    void finish(
            Caller caller,
            @PathVariable String app,
            @PathVariable String upload,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        AppName name = AppName.parse(app);
        UUID id = upload(upload);
        Digest digest = Reference.digest(DistributionAnswers.query(request, "digest").orElse(""));
        if (request.getContentLengthLong() != 0) {
            append(caller, name, id, request, response);
        }
        pushes.finish(caller, name, id, digest);
        created(response, name, digest);
    }

    @DeleteMapping("/uploads/{upload}")
    void cancel(
            Caller caller,
            @PathVariable String app,
            @PathVariable String upload,
            HttpServletResponse response) {
        pushes.cancel(caller, AppName.parse(app), upload(upload));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private long append(
            Caller caller,
            AppName app,
            UUID upload,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Optional<ContentRange> range =
                Optional.ofNullable(request.getHeader("Content-Range")).map(ContentRange::parse);
        try {
            return pushes.append(caller, app, upload, request.getInputStream(), range);
        } catch (ContentException e) {
            if (e.code() == ContentException.Code.RANGE_INVALID) {
                // The client may go on from where the upload is.
                locate(response, app, upload, pushes.offset(caller, app, upload));
            }
            throw e;
        }
    }

    private static void progress(
            HttpServletResponse response, int status, AppName app, UUID upload, long offset) {
        response.setStatus(status);
        locate(response, app, upload, offset);
    }

    private static void locate(
            HttpServletResponse response, AppName app, UUID upload, long offset) {
        response.setHeader("Location", DistributionAnswers.path(app, "blobs/uploads", upload));
        response.setHeader("Range", "0-" + Math.max(0, offset - 1));
        response.setHeader("Docker-Upload-UUID", upload.toString());
    }

    private static void created(HttpServletResponse response, AppName app, Digest digest) {
        DistributionAnswers.created(
                response, DistributionAnswers.path(app, "blobs", digest), digest.value());
    }

    /** A repository elsewhere is one that nothing can be taken from. */
    private static Optional<AppName> app(String name) {
        try {
            return Optional.of(AppName.parse(name));
        } catch (InvalidAppNameException e) {
            return Optional.empty();
        }
    }

    private static UUID upload(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ContentException(
                    ContentException.Code.BLOB_UPLOAD_UNKNOWN, "There is no such upload");
        }
    }
}

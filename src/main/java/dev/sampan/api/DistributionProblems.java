package dev.sampan.api;

import dev.sampan.app.InvalidAppNameException;
import dev.sampan.distribution.ContentException;
import dev.sampan.operation.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers failures as engines read them. They show the message of a status of 400 to 499 and nothing of others, so all
 * that the one who pushes can do something about has such a status.
 */
@RestControllerAdvice(assignableTypes = {DistributionApi.class, BlobsApi.class, ManifestsApi.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
class DistributionProblems {

    private static final Logger log = LoggerFactory.getLogger(DistributionProblems.class);

    /** Clients read no answer while they send; more than this is not waited for. */
    private static final long MOST_DRAINED = 64L << 20;

    @ExceptionHandler
    void failed(RuntimeException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Failure failure = Failure.of(e);
        if (failure.kind() == Failure.Kind.INTERNAL) {
            log.error("registry request failed", e);
        }
        if (response.isCommitted()) {
            return;
        }
        drain(request.getInputStream());
        response.resetBuffer();
        DistributionAnswers.error(
                response, status(e, failure), code(e, failure), failure.message());
    }

    /** Nobody reads the answer; what came of an upload can be gone on with. */
    @ExceptionHandler
    void left(IOException e, HttpServletResponse response) {
        log.debug("registry client left", e);
        if (!response.isCommitted()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        }
    }

    private static int status(RuntimeException e, Failure failure) {
        if (e instanceof ContentException content) {
            return switch (content.code()) {
                case BLOB_UNKNOWN, BLOB_UPLOAD_UNKNOWN, MANIFEST_UNKNOWN, NAME_UNKNOWN ->
                        HttpServletResponse.SC_NOT_FOUND;
                case BLOB_UPLOAD_INVALID,
                        DIGEST_INVALID,
                        MANIFEST_BLOB_UNKNOWN,
                        MANIFEST_INVALID,
                        NAME_INVALID ->
                        HttpServletResponse.SC_BAD_REQUEST;
                case SIZE_INVALID -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
                case UNSUPPORTED -> HttpServletResponse.SC_METHOD_NOT_ALLOWED;
                case RANGE_INVALID -> HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE;
            };
        }
        return ApiProblems.status(failure.kind()).value();
    }

    private static String code(RuntimeException e, Failure failure) {
        return switch (e) {
            case ContentException content ->
                    content.code() == ContentException.Code.RANGE_INVALID
                            ? ContentException.Code.BLOB_UPLOAD_INVALID.name()
                            : content.code().name();
            case InvalidAppNameException _ -> ContentException.Code.NAME_INVALID.name();
            default ->
                    switch (failure.kind()) {
                        case APP_NOT_FOUND -> ContentException.Code.NAME_UNKNOWN.name();
                        case FORBIDDEN, CONFLICT -> "DENIED";
                        case INVALID, NOT_FOUND -> ContentException.Code.UNSUPPORTED.name();
                        case APP_FAILED -> "DEPLOY_FAILED";
                        case INTERNAL -> "UNKNOWN";
                    };
        };
    }

    private static void drain(InputStream body) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long drained = 0;
        int read = body.read(buffer);
        while (read >= 0 && drained < MOST_DRAINED) {
            drained += read;
            read = body.read(buffer);
        }
    }
}

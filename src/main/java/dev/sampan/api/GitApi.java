package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.git.GitOperation;
import dev.sampan.operation.Caller;
import dev.sampan.operation.Failure;
import dev.sampan.operation.PushOperations;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * git's smart protocol over HTTP. What is written reaches the client at each flush, so a build is seen while it runs.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">git's HTTP protocol</a>
 */
@RestController
@RequestMapping("/git/{repository}")
@Hidden
class GitApi {

    private static final Logger log = LoggerFactory.getLogger(GitApi.class);

    private final PushOperations git;

    GitApi(PushOperations git) {
        this.git = git;
    }

    @GetMapping("/info/refs")
    void advertise(
            Caller caller,
            @PathVariable String repository,
            @RequestParam(defaultValue = "") String service,
            HttpServletResponse response)
            throws IOException {
        GitOperation operation =
                GitOperation.ofWireName(service)
                        .orElseThrow(
                                () ->
                                        RefusedException.invalid(
                                                "Only git's smart protocol is spoken here. Use git 1.6.6 or newer"));
        AppName app = app(repository);
        prepare(response, operation, "advertisement");
        git.advertise(caller, app, operation, response.getOutputStream());
    }

    @PostMapping("/git-upload-pack")
    void uploadPack(
            Caller caller,
            @PathVariable String repository,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        answer(
                GitOperation.UPLOAD_PACK,
                request,
                response,
                (in, out) -> git.fetch(caller, app(repository), in, out, true));
    }

    @PostMapping("/git-receive-pack")
    void receivePack(
            Caller caller,
            @PathVariable String repository,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        answer(
                GitOperation.RECEIVE_PACK,
                request,
                response,
                (in, out) -> git.push(caller, app(repository), in, out, null, true));
    }

    /** One exchange in git's protocol. */
    @FunctionalInterface
    private interface Exchange {
        void run(InputStream in, OutputStream out) throws IOException;
    }

    private void answer(
            GitOperation operation,
            HttpServletRequest request,
            HttpServletResponse response,
            Exchange exchange)
            throws IOException {
        InputStream in = body(request);
        prepare(response, operation, "result");
        try {
            exchange.run(in, response.getOutputStream());
        } catch (RuntimeException e) {
            Failure failure = told(e);
            if (!response.isCommitted()) {
                response.resetBuffer();
                git.refuse(operation, failure, in, response.getOutputStream());
            }
        }
    }

    private static Failure told(RuntimeException e) {
        Failure failure = Failure.of(e);
        if (failure.kind() == Failure.Kind.INTERNAL) {
            log.error("git request failed", e);
        }
        return failure;
    }

    /** git shows a failure to its user when it is plain text, and the first answer of an exchange. */
    @ExceptionHandler
    void failed(RuntimeException e, HttpServletResponse response) throws IOException {
        Failure failure = told(e);
        if (response.isCommitted()) {
            return;
        }
        response.reset();
        response.setStatus(ApiProblems.status(failure.kind()).value());
        response.setContentType(MediaType.TEXT_PLAIN_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().print(failure.message() + "\n");
    }

    @ExceptionHandler
    void left(IOException e) {
        log.debug("git client left", e);
    }

    private static AppName app(String repository) {
        return AppName.parse(
                repository.endsWith(".git")
                        ? repository.substring(0, repository.length() - ".git".length())
                        : repository);
    }

    private static void prepare(
            HttpServletResponse response, GitOperation operation, String message) {
        response.setContentType("application/x-%s-%s".formatted(operation.wireName(), message));
        response.setHeader("Cache-Control", "no-cache, max-age=0, must-revalidate");
        response.setHeader("X-Accel-Buffering", "no");
    }

    private static InputStream body(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding == null) {
            return request.getInputStream();
        }
        if (encoding.equals("gzip") || encoding.equals("x-gzip")) {
            return new GZIPInputStream(request.getInputStream());
        }
        throw RefusedException.invalid(
                "A body in the encoding '%s' cannot be read".formatted(encoding));
    }
}

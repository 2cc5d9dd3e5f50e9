package dev.sampan.api;

import dev.sampan.account.TooManyAttemptsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;

/** Answers who is not let in, in the words of what it speaks: API, git or registry. */
final class RefusedSignIns {

    private RefusedSignIns() {}

    /** To who brought no token, or a wrong one. */
    static void askForToken(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException failure)
            throws IOException {
        boolean registry = DistributionFilter.concerns(request);
        response.setHeader(
                "WWW-Authenticate",
                isGit(request) || registry ? "Basic realm=\"sampan\"" : "Bearer");
        String text = "Send a token: Authorization: Bearer TOKEN";
        if (registry) {
            text =
                    "Sign in with `docker login` as user admin; the password is the admin token of the server";
        } else if (isGit(request)) {
            text = "Sign in as user admin; the password is the admin token of the server";
        }
        write(request, response, HttpStatus.UNAUTHORIZED, "UNAUTHORIZED", text);
    }

    /** To who failed too often. */
    static void tooMany(
            HttpServletRequest request, HttpServletResponse response, TooManyAttemptsException e)
            throws IOException {
        response.setHeader("Retry-After", Long.toString(e.seconds()));
        write(
                request,
                response,
                HttpStatus.TOO_MANY_REQUESTS,
                "TOOMANYREQUESTS",
                String.valueOf(e.getMessage()));
    }

    private static void write(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String registryCode,
            String text)
            throws IOException {
        response.setStatus(status.value());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        if (DistributionFilter.concerns(request)) {
            DistributionAnswers.error(response, status.value(), registryCode, text);
        } else if (isGit(request)) {
            response.setContentType(MediaType.TEXT_PLAIN_VALUE);
            response.getWriter().print(text + "\n");
        } else {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getWriter()
                    .print(
                            "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                                    .formatted(status.getReasonPhrase(), status.value(), text));
        }
    }

    private static boolean isGit(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/git/");
    }
}

package dev.sampan.router;

import dev.sampan.router.LocalAnswer.HeaderField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The answers that the router itself gives: one small page without outside parts, or two lines of text for programs. */
final class ErrorPage {

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{status} {title}</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 34rem; padding: 0 1.5rem; }
            h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
            p { margin: .5rem 0; }
            small { opacity: .65; }
            </style>
            </head>
            <body>
            <h1>{title}</h1>
            <p>{explanation}</p>
            <p><small>Error {status} &middot; request {id}</small></p>
            </body>
            </html>
            """;

    private ErrorPage() {}

    static LocalAnswer of(int status, boolean html, String id) {
        return answer(status, html, body(status, html, id), id);
    }

    /** For a message that could not be read as a request. */
    static LocalAnswer refusing(Refusal refusal, String id) {
        String text = refusal.status() + " " + title(refusal.status()) + "\n";
        if (!refusal.reason().isEmpty()) {
            text += "Refused: " + refusal.reason() + ".\n";
        }
        return answer(refusal.status(), false, text.getBytes(StandardCharsets.UTF_8), id);
    }

    private static LocalAnswer answer(int status, boolean html, byte[] body, String id) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(
                new HeaderField(
                        "Content-Type", (html ? "text/html" : "text/plain") + "; charset=utf-8"));
        fields.add(new HeaderField("Cache-Control", "no-store"));
        fields.add(new HeaderField("X-Request-Id", id));
        if (status == 503) {
            fields.add(new HeaderField("Retry-After", "5"));
        }
        if (status == 405) {
            fields.add(new HeaderField("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
        }
        return new LocalAnswer(status, fields, body);
    }

    private static byte[] body(int status, boolean html, String id) {
        String text =
                html
                        ? PAGE.replace("{status}", String.valueOf(status))
                                .replace("{title}", title(status))
                                .replace("{explanation}", explanation(status))
                                .replace("{id}", id)
                        : "%d %s\n%s\n".formatted(status, title(status), explanation(status));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String title(int status) {
        return switch (status) {
            case 404 -> "There is no app here";
            case 502 -> "The app did not answer properly";
            case 503 -> "The app is not running";
            case 504 -> "The app took too long to answer";
            default -> ReasonPhrase.of(status);
        };
    }

    private static String explanation(int status) {
        return switch (status) {
            case 404 -> "No app on this server answers to this host name. Check the address.";
            case 408 -> "The request did not arrive in time.";
            case 413 -> "The request is larger than this server accepts.";
            case 502 -> "The app refused the connection or broke it off. Its log says more.";
            case 503 -> "The app is stopped, starting or not deployed yet. Try again soon.";
            case 504 -> "No answer came in time. The app's log says more.";
            default -> "The request cannot be handled.";
        };
    }
}

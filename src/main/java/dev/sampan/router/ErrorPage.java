package dev.sampan.router;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

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

    static Answer of(int status, boolean html, String id) {
        return of(Answer.of(status), html, id);
    }

    /** Makes the page of an answer that has no body yet. */
    static Answer complete(Answer answer, boolean html, String id) {
        return answer.isWhole() ? answer : of(answer, html, id);
    }

    static Answer of(Answer answer, boolean html, String id) {
        String page = html ? answer.page() : null;
        byte[] body =
                page == null
                        ? body(answer, html, id)
                        : page.replace("{id}", id).getBytes(StandardCharsets.UTF_8);
        return answer(answer, html, body, id);
    }

    /** For a message that could not be read as a request. */
    static Answer refusing(Refusal refusal, String id) {
        String text = refusal.status() + " " + title(refusal.status()) + "\n";
        if (!refusal.reason().isEmpty()) {
            text += "Refused: " + refusal.reason() + ".\n";
        }
        return answer(
                Answer.of(refusal.status()), false, text.getBytes(StandardCharsets.UTF_8), id);
    }

    private static Answer answer(Answer answer, boolean html, byte[] body, String id) {
        int status = answer.status();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Content-Type", (html ? "text/html" : "text/plain") + "; charset=utf-8");
        fields.put("Cache-Control", "no-store");
        fields.put("X-Request-Id", id);
        fields.putAll(answer.fields());
        if (status == 503) {
            fields.putIfAbsent("Retry-After", "5");
        }
        if (status == 405) {
            fields.put("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        }
        return Answer.whole(status, fields, body);
    }

    private static byte[] body(Answer answer, boolean html, String id) {
        int status = answer.status();
        String own = answer.title();
        String title = own == null ? title(status) : own;
        String explanation = own == null ? explanation(status) : "Try again soon.";
        String text =
                html
                        ? PAGE.replace("{status}", String.valueOf(status))
                                .replace("{title}", title)
                                .replace("{explanation}", explanation)
                                .replace("{id}", id)
                        : "%d %s\n%s\n".formatted(status, title, explanation);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String title(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> "This page is elsewhere";
            case 401 -> "A user name and a password are needed";
            case 403 -> "This address may not be visited from here";
            case 404 -> "There is no app here";
            case 429 -> "Too many requests";
            case 502 -> "The app did not answer properly";
            case 503 -> "The app is not running";
            case 504 -> "The app took too long to answer";
            default -> ReasonPhrase.of(status);
        };
    }

    private static String explanation(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> "The Location field of this answer says where.";
            case 401 -> "The app asks for a user name and a password.";
            case 403 -> "The app does not answer to your network address.";
            case 404 -> "No app on this server answers to this host name. Check the address.";
            case 408 -> "The request did not arrive in time.";
            case 413 -> "The request is larger than this server accepts.";
            case 429 -> "More requests came than the app takes. Try again soon.";
            case 502 -> "The app refused the connection or broke it off. Its log says more.";
            case 503 -> "The app is stopped, starting or not deployed yet. Try again soon.";
            case 504 -> "No answer came in time. The app's log says more.";
            default -> "The request cannot be handled.";
        };
    }
}

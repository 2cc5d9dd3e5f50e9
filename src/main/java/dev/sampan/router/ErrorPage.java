package dev.sampan.router;

import java.nio.charset.StandardCharsets;

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

    static void write(HeadWriter out, int status, RequestHead request, String id, boolean close) {
        byte[] body = body(status, request.acceptsHtml(), id);
        write(out, status, request.acceptsHtml(), body, id, close);
        if (!request.isHead()) {
            out.put(body);
        }
    }

    /** For a message that could not be read as a request. */
    static void writeRefusal(HeadWriter out, Refusal refusal, String id) {
        String text = refusal.status() + " " + title(refusal.status()) + "\n";
        if (!refusal.reason().isEmpty()) {
            text += "Refused: " + refusal.reason() + ".\n";
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        write(out, refusal.status(), false, body, id, true);
        out.put(body);
    }

    private static void write(
            HeadWriter out, int status, boolean html, byte[] body, String id, boolean close) {
        out.clear().put("HTTP/1.1 ").put(status).put(" ").put(phrase(status));
        out.put("\r\nContent-Type: ").put(html ? "text/html" : "text/plain");
        out.put("; charset=utf-8\r\nContent-Length: ").put(body.length);
        out.put("\r\nCache-Control: no-store\r\nX-Request-Id: ").put(id).endLine();
        if (status == 503) {
            out.put("Retry-After: 5\r\n");
        }
        if (status == 405) {
            out.put("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");
        }
        out.put(close ? "Connection: close\r\n\r\n" : "\r\n");
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

    private static String phrase(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 431 -> "Request Header Fields Too Large";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Error";
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 404 -> "There is no app here";
            case 502 -> "The app did not answer properly";
            case 503 -> "The app is not running";
            case 504 -> "The app took too long to answer";
            default -> phrase(status);
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

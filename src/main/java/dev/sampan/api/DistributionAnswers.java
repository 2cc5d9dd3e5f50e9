package dev.sampan.api;

import dev.sampan.app.AppName;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * How answers of the distribution protocol are written. Clients accept media types of images only and get JSON all the
 * same, so no converter chooses by what they accept.
 */
final class DistributionAnswers {

    static final String DIGEST = "Docker-Content-Digest";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DistributionAnswers() {}

    static void json(HttpServletResponse response, int status, String type, Object body)
            throws IOException {
        byte[] content = JSON.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    /** A failure, as engines read it; what they show of it is the message. */
    static void error(HttpServletResponse response, int status, String code, String message)
            throws IOException {
        json(
                response,
                status,
                MediaType.APPLICATION_JSON_VALUE,
                Map.of("errors", List.of(Map.of("code", code, "message", message))));
    }

    /** Something that lies at this address now. */
    static void created(HttpServletResponse response, String location, String digest) {
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setHeader("Location", location);
        response.setHeader(DIGEST, digest);
    }

    static String path(AppName app, String kind, Object name) {
        return "/v2/%s/%s/%s".formatted(app, kind, name);
    }

    /** A parameter of the address; the body is never read for one. */
    static Optional<String> query(HttpServletRequest request, String name) {
        String query = request.getQueryString();
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                String value = pair.substring(name.length() + 1);
                return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package dev.sampan.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;

/** Tells a person who opens a page from a script that refreshes a part of one. */
final class PageRequests {

    private static final String HTMX = "HX-Request";

    private PageRequests() {}

    /** Whether htmx asks for a part of a page, or a page streams what is new. */
    static boolean isFromScript(HttpServletRequest request) {
        return request.getHeader(HTMX) != null
                || accepts(request, MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    /** Remembers which page somebody wanted to see before signing in, and nothing else. */
    static RequestCache cache() {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(
                request ->
                        request.getMethod().equals("GET")
                                && accepts(request, MediaType.TEXT_HTML_VALUE)
                                && !isFromScript(request));
        return cache;
    }

    private static boolean accepts(HttpServletRequest request, String type) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(type);
    }
}

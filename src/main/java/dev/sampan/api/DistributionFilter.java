package dev.sampan.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Says with every answer of the registry which protocol it speaks, refusals included. */
final class DistributionFilter extends OncePerRequestFilter {

    /** Whether a request is one of engines that push and pull images. */
    static boolean concerns(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals("/v2") || path.startsWith("/v2/");
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (concerns(request)) {
            response.setHeader("Docker-Distribution-Api-Version", "registry/2.0");
        }
        chain.doFilter(request, response);
    }
}

package dev.sampan.api;

import dev.sampan.app.RefusedException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what nothing else of the API answers, so that this too is a problem with a detail. */
@RestController
@Hidden
class NothingApi {

    @RequestMapping("/api/**")
    void refuse(HttpServletRequest request) {
        throw RefusedException.notFound(
                "There is no %s %s. /api/v1/openapi.json names all there is"
                        .formatted(request.getMethod(), request.getRequestURI()));
    }
}

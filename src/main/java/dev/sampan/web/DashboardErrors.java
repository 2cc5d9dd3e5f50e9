package dev.sampan.web;

import dev.sampan.account.Door;
import dev.sampan.account.Users;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.Failure;
import dev.sampan.operation.Rights;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** Pages for what cannot be shown, and what every page knows. */
@ControllerAdvice(basePackageClasses = DashboardErrors.class)
final class DashboardErrors {

    private static final Logger log = LoggerFactory.getLogger(DashboardErrors.class);

    private final Users users;
    private final Rights rights;

    DashboardErrors(Users users, Rights rights) {
        this.users = users;
        this.rights = rights;
    }

    /** Who is signed in, for the top of the page. */
    @ModelAttribute("user")
    @Nullable String user(@Nullable Principal principal) {
        return principal == null ? null : principal.getName();
    }

    /** What that one may do with all apps, for the top of the page. */
    @ModelAttribute("everywhere")
    May everywhere(@Nullable Principal principal) {
        return Optional.ofNullable(user(principal))
                .flatMap(users::find)
                .map(user -> Caller.of(user, Door.WEB))
                .map(caller -> May.of(rights.of(caller, Optional.empty())))
                .orElse(May.NOTHING);
    }

    @ExceptionHandler
    ModelAndView failed(RuntimeException failure, HttpServletRequest request) {
        if (failure instanceof ErrorResponseException known) {
            throw known;
        }
        Failure told =
                failure instanceof MethodArgumentTypeMismatchException mismatch
                        ? mismatch(mismatch)
                        : Failure.of(failure);
        if (told.kind() == Failure.Kind.INTERNAL) {
            log.error("page failed path={}", request.getRequestURI(), failure);
        }
        ModelAndView page = new ModelAndView("failure");
        page.setStatus(status(told.kind()));
        page.addObject("title", title(told.kind()));
        page.addObject("message", AnsiText.strip(told.message()));
        page.addObject("user", user(request.getUserPrincipal()));
        page.addObject("everywhere", everywhere(request.getUserPrincipal()));
        return page;
    }

    /** What an address or a form holds that cannot be read, such as `abc` for a number. */
    private static Failure mismatch(MethodArgumentTypeMismatchException mismatch) {
        return mismatch.getMostSpecificCause() instanceof RefusedException refused
                ? Failure.of(refused)
                : new Failure(
                        Failure.Kind.INVALID,
                        "'%s' cannot be the %s".formatted(mismatch.getValue(), mismatch.getName()));
    }

    private static HttpStatus status(Failure.Kind kind) {
        return switch (kind) {
            case INVALID -> HttpStatus.BAD_REQUEST;
            case APP_NOT_FOUND, NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT, APP_FAILED -> HttpStatus.CONFLICT;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static String title(Failure.Kind kind) {
        return switch (kind) {
            case INVALID -> "That is not possible";
            case APP_NOT_FOUND -> "There is no such app";
            case NOT_FOUND -> "There is no such thing";
            case CONFLICT, APP_FAILED -> "That did not work";
            case FORBIDDEN -> "You may not do this";
            case INTERNAL -> "Sampan failed";
        };
    }
}

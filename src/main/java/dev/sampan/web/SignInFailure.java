package dev.sampan.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;

/** Shows the sign-in page again: that name or password is wrong, or for how long to wait. */
final class SignInFailure implements AuthenticationFailureHandler {

    /** Shows the page in answer to the form itself, which a redirect could not do with a status. */
    static final String WAIT_PAGE = "/login/wait";

    static final String SECONDS = "seconds";

    private final AuthenticationFailureHandler wrong =
            new SimpleUrlAuthenticationFailureHandler("/login?error");

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException failure)
            throws IOException, ServletException {
        if (failure instanceof SignInRefusedException refused) {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setHeader("Retry-After", Long.toString(refused.seconds()));
            request.setAttribute(SECONDS, refused.seconds());
            request.getRequestDispatcher(WAIT_PAGE).forward(request, response);
        } else {
            wrong.onAuthenticationFailure(request, response, failure);
        }
    }
}

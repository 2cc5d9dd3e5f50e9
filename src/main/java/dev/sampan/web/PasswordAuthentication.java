package dev.sampan.web;

import dev.sampan.account.SignInAttempts;
import dev.sampan.account.TooManyAttemptsException;
import dev.sampan.account.User;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Signs a user in by name and password. */
final class PasswordAuthentication implements AuthenticationProvider {

    private final SignInAttempts attempts;

    PasswordAuthentication(SignInAttempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        if (!(request.getDetails() instanceof WebAuthenticationDetails from)) {
            throw new IllegalStateException("Nobody said from where somebody signs in");
        }
        String password = request.getCredentials() instanceof String text ? text.strip() : "";
        try {
            User user =
                    attempts.byPassword(
                                    from.getRemoteAddress(), request.getName().strip(), password)
                            .orElseThrow(
                                    () -> new BadCredentialsException("Wrong name or password"));
            return UsernamePasswordAuthenticationToken.authenticated(user.name(), null, List.of());
        } catch (TooManyAttemptsException e) {
            throw new SignInRefusedException(e);
        }
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}

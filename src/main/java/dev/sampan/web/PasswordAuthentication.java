package dev.sampan.web;

import dev.sampan.account.User;
import dev.sampan.account.Users;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Signs a user in by name and password. */
final class PasswordAuthentication implements AuthenticationProvider {

    private final Users users;

    PasswordAuthentication(Users users) {
        this.users = users;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        String password = request.getCredentials() instanceof String text ? text.strip() : "";
        User user =
                users.signIn(request.getName().strip(), password)
                        .orElseThrow(() -> new BadCredentialsException("Wrong name or password"));
        return UsernamePasswordAuthenticationToken.authenticated(user.name(), null, List.of());
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}

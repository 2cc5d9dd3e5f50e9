package dev.sampan.api;

import dev.sampan.account.ApiToken;
import dev.sampan.account.Door;
import dev.sampan.account.SignInAttempts;
import dev.sampan.account.TooManyAttemptsException;
import dev.sampan.operation.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads a token, sent as `Bearer` or as the password of `Basic`, and finds out for whom it stands. */
final class TokenFilter extends OncePerRequestFilter {

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final SignInAttempts attempts;

    TokenFilter(SignInAttempts attempts) {
        this.attempts = attempts;
    }

    /** Also before the second dispatch of a request that is answered later, which is authorized again. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            caller(request).ifPresent(TokenFilter::signIn);
        } catch (TooManyAttemptsException e) {
            RefusedSignIns.tooMany(request, response, e);
            return;
        }
        chain.doFilter(request, response);
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return caller(request, header.substring(BEARER.length()).strip(), null);
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return basic(header.substring(BASIC.length()).strip())
                    .filter(pair -> pair.indexOf(':') > 0)
                    .flatMap(
                            pair ->
                                    caller(
                                            request,
                                            pair.substring(pair.indexOf(':') + 1),
                                            pair.substring(0, pair.indexOf(':'))));
        }
        return Optional.empty();
    }

    private static Door door(HttpServletRequest request) {
        if (DistributionFilter.concerns(request)) {
            return Door.REGISTRY;
        }
        return request.getRequestURI().startsWith("/git/") ? Door.GIT : Door.API;
    }

    private Optional<Caller> caller(
            HttpServletRequest request, String token, @Nullable String userName) {
        return attempts.byToken(request.getRemoteAddr(), new ApiToken(token))
                .filter(user -> userName == null || user.name().equals(userName))
                .map(user -> Caller.of(user, door(request)));
    }

    private static Optional<String> basic(String encoded) {
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void signIn(Caller caller) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
                UsernamePasswordAuthenticationToken.authenticated(
                        caller,
                        null,
                        List.of(new SimpleGrantedAuthority("ROLE_" + caller.role()))));
        SecurityContextHolder.setContext(context);
    }
}

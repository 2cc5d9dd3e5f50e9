package dev.sampan.api;

import dev.sampan.account.ApiTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;

/** Who may use the API, git over HTTP, the registry and the actuator: whoever brings a token, and nobody else. */
@Configuration(proxyBeanMethods = false)
class ApiSecurityConfiguration {

    /** Without a session, so that no browser's cookie ever counts here. */
    @Bean
    @Order(10)
    SecurityFilterChain apiSecurity(HttpSecurity http, ApiTokens tokens) {
        return http.securityMatcher("/api/**", "/git/**", "/v2", "/v2/**", "/actuator/**")
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(
                        requests ->
                                requests.requestMatchers("/actuator/health", "/api/v1/openapi.json")
                                        .permitAll()
                                        .anyRequest()
                                        .authenticated())
                .exceptionHandling(
                        handling ->
                                handling.authenticationEntryPoint(
                                        ApiSecurityConfiguration::askForToken))
                .addFilterBefore(
                        new DistributionFilter(), UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(
                        new TokenFilter(tokens), UsernamePasswordAuthenticationFilter.class)
                .build();
    }

    private static void askForToken(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException failure)
            throws IOException {
        boolean git = request.getRequestURI().startsWith("/git/");
        boolean registry = DistributionFilter.concerns(request);
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader(
                "WWW-Authenticate", git || registry ? "Basic realm=\"sampan\"" : "Bearer");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        if (registry) {
            DistributionAnswers.error(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "UNAUTHORIZED",
                    "Sign in with `docker login` as user admin; the password is the admin token of the server");
            return;
        }
        if (git) {
            response.setContentType(MediaType.TEXT_PLAIN_VALUE);
            response.getWriter()
                    .print(
                            "Sign in as user admin; the password is the admin token of the server\n");
        } else {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getWriter()
                    .print(
                            "{\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"Send a token: Authorization: Bearer TOKEN\"}");
        }
    }
}

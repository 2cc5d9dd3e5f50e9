package dev.sampan.api;

import dev.sampan.account.SignInAttempts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;

/** Who may use the API, git over HTTP, the registry and the actuator: whoever brings a token, and nobody else. */
@Configuration(proxyBeanMethods = false)
class ApiSecurityConfiguration {

    /** Without a session, so that no browser's cookie ever counts here. */
    @Bean
    @Order(10)
    SecurityFilterChain apiSecurity(HttpSecurity http, SignInAttempts attempts) {
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
                                        // What is measured is of all apps.
                                        .requestMatchers("/actuator/**")
                                        .hasAnyRole("VIEWER", "DEPLOYER", "ADMIN")
                                        .anyRequest()
                                        .authenticated())
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(RefusedSignIns::askForToken))
                .addFilterBefore(
                        new DistributionFilter(), UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(
                        new TokenFilter(attempts), UsernamePasswordAuthenticationFilter.class)
                .build();
    }
}

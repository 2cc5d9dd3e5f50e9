package dev.sampan.web;

import dev.sampan.account.SignInAttempts;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.server.servlet.CookieSameSiteSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** Who sees the dashboard: whoever signed in with a password; everything no other door claims is behind that. */
@Configuration(proxyBeanMethods = false)
class DashboardSecurityConfiguration {

    /** No script or style in a page, nothing from elsewhere, no frame around it. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain dashboardSecurity(HttpSecurity http, SignInAttempts attempts) {
        return http.authenticationProvider(new PasswordAuthentication(attempts))
                .authorizeHttpRequests(
                        requests ->
                                requests.dispatcherTypeMatchers(
                                                DispatcherType.ERROR, DispatcherType.ASYNC)
                                        .permitAll()
                                        .requestMatchers(
                                                "/login",
                                                SignInFailure.WAIT_PAGE,
                                                "/favicon.ico",
                                                "/assets/**",
                                                "/webjars/**")
                                        .permitAll()
                                        .anyRequest()
                                        .authenticated())
                .formLogin(
                        login ->
                                login.loginPage("/login")
                                        .failureHandler(new SignInFailure())
                                        .permitAll())
                .logout(logout -> logout.logoutSuccessUrl("/login?out").permitAll())
                .requestCache(cache -> cache.requestCache(PageRequests.cache()))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(new SignInEntryPoint()))
                .headers(DashboardSecurityConfiguration::harden)
                .build();
    }

    /** Another site can link to a page, but not send a form in the name of who is signed in. */
    @Bean
    CookieSameSiteSupplier sessionCookieSameSite() {
        return CookieSameSiteSupplier.ofLax();
    }

    private static void harden(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(
                        policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(
                        policy ->
                                policy.policy(
                                        "camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    }
}

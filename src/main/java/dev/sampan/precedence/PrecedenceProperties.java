package dev.sampan.precedence;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether those who need little of the processors go before those who want much.
 *
 * @param enabled false leaves everything to the kernel's own rules, which let everybody wait for the end of a time slice
 */
@ConfigurationProperties("sampan.precedence")
public record PrecedenceProperties(@DefaultValue("true") boolean enabled) {}

package dev.sampan.build;

import java.time.Duration;

/**
 * How long one phase took.
 *
 * @param phase a word or two, `compile`
 * @param took the time by the wall clock
 */
public record PhaseTiming(String phase, Duration took) {}

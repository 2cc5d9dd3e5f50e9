package dev.sampan.scheduler;

import dev.sampan.app.AppName;

/**
 * A release that served beside another made too many errors, and serves no more.
 *
 * @param app whose it is
 * @param release its number
 * @param limit how many errors it may make: `5 %`
 * @param use how many it made, and what serves now
 */
public record CanaryLeftOut(AppName app, int release, String limit, String use) {}

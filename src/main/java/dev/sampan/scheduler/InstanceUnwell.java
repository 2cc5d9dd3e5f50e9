package dev.sampan.scheduler;

import dev.sampan.app.AppName;

/**
 * A running instance did not pass a liveness check and is restarted.
 *
 * @param app whose it is
 * @param dyno its name: `web.1`
 * @param attempts how often it was asked in vain
 * @param reason which check it was, and what was wrong
 */
public record InstanceUnwell(AppName app, String dyno, int attempts, String reason) {}

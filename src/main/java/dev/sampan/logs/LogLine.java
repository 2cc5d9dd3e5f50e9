package dev.sampan.logs;

import java.time.Instant;

/**
 * One line that an app, or the platform about it, wrote.
 *
 * @param time when it was written
 * @param dyno who wrote it: `web.1`, or `sampan` for the platform
 * @param text the line without its line end
 */
public record LogLine(Instant time, String dyno, String text) {}

package dev.sampan.app;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A command that an app wants to be run at times, as its `app.json` says.
 *
 * @param command what is run, or the name of a process type
 * @param schedule when, as {@link CronSchedule} reads it
 * @param maintenance whether it is suspended until somebody resumes it
 * @param concurrency what happens when it is time and it still runs
 * @see <a href="https://dokku.com/docs/processes/scheduled-cron-tasks/">dokku: scheduled cron tasks</a>
 */
public record CronTask(
        String command, String schedule, boolean maintenance, Concurrency concurrency) {

    private static final int ID_DIGITS = 25;
    private static final int RADIX = 36;

    /** What happens when it is time and it still runs. */
    public enum Concurrency {
        /** It runs a second time beside it. */
        ALLOW,
        /** It is left out this time. */
        FORBID,
        /** What runs is ended first. */
        REPLACE;

        /** How people write it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What tells it from the others of an app; the same as long as command and schedule are. */
    public String id(AppName app) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    "%s\0%s\0%s"
                                            .formatted(app, command, schedule)
                                            .getBytes(StandardCharsets.UTF_8));
            String text = new BigInteger(1, digest).toString(RADIX);
            return "0".repeat(Math.max(0, ID_DIGITS - text.length()))
                    + text.substring(0, Math.min(ID_DIGITS, text.length()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}

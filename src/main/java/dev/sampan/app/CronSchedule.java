package dev.sampan.app;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.scheduling.support.CronExpression;

/**
 * The times at which something is run, as crontab(5) has them: five fields, or a name such as `@daily`. When both the day
 * of the month and the day of the week are given, either is enough.
 */
public final class CronSchedule {

    private static final Pattern NAME =
            Pattern.compile("@(yearly|annually|monthly|weekly|daily|midnight|hourly)");

    /** What other schedulers know: the last Friday, the second Tuesday, no matter which. */
    private static final Pattern EXTENSIONS = Pattern.compile("[#?@]|\\d[Ll]");

    private static final int FIELDS = 5;
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;

    private final String text;
    private final List<CronExpression> expressions;

    private CronSchedule(String text, List<CronExpression> expressions) {
        this.text = text;
        this.expressions = expressions;
    }

    /**
     * Reads a schedule.
     *
     * @throws RefusedException when it is none, or one that never comes
     */
    public static CronSchedule parse(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        try {
            CronSchedule schedule = new CronSchedule(line, expressions(line));
            if (schedule.next(ZonedDateTime.now(ZoneOffset.UTC)).isEmpty()) {
                throw RefusedException.invalid("The schedule '%s' never comes".formatted(line));
            }
            return schedule;
        } catch (IllegalArgumentException e) {
            RefusedException failure =
                    RefusedException.invalid(
                            "'%s' is not a schedule. Write five fields, as in '*/15 * * * *', or @hourly, @daily, @weekly, @monthly or @yearly"
                                    .formatted(Excerpt.of(line)));
            failure.initCause(e);
            throw failure;
        }
    }

    private static List<CronExpression> expressions(String line) {
        if (NAME.matcher(line).matches()) {
            return List.of(CronExpression.parse(line));
        }
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS || EXTENSIONS.matcher(line).find()) {
            throw new IllegalArgumentException("it has not five fields, or others than crontab's");
        }
        if (fields[DAY_OF_MONTH].matches(".*[A-Za-z].*")) {
            throw new IllegalArgumentException("days of a month have no names");
        }
        if (fields[DAY_OF_MONTH].startsWith("*") || fields[DAY_OF_WEEK].startsWith("*")) {
            return List.of(CronExpression.parse("0 " + line));
        }
        return List.of(
                CronExpression.parse(with(fields, DAY_OF_MONTH)),
                CronExpression.parse(with(fields, DAY_OF_WEEK)));
    }

    private static String with(String[] fields, int any) {
        String[] changed = fields.clone();
        changed[any] = "*";
        return "0 " + String.join(" ", changed);
    }

    /** The first time after another one; empty when there is none in a lifetime. */
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
        return expressions.stream()
                .flatMap(expression -> Optional.ofNullable(expression.next(after)).stream())
                .min(ZonedDateTime::compareTo);
    }

    /** The last time after one instant and not after another; empty when there is none. */
    public Optional<Instant> last(Instant after, Instant until, ZoneId zone) {
        Optional<Instant> last = Optional.empty();
        Optional<ZonedDateTime> next = next(after.atZone(zone));
        while (next.isPresent() && !next.get().toInstant().isAfter(until)) {
            last = Optional.of(next.get().toInstant());
            next = next(next.get());
        }
        return last;
    }

    /** As it was written, with single spaces. */
    @Override
    public String toString() {
        return text;
    }
}

package dev.sampan.unit;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests may come in a time, written `100/s`, `600/m` or, with how many may come at once, `100/s:250`.
 *
 * @param requests 1 or more
 * @param per a second, a minute or an hour
 * @param burst how many may come at once after a pause, 1 or more
 */
public record RequestRate(int requests, Duration per, int burst) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/([smh])(?::(\\d{1,9}))?");

    public RequestRate {
        if (requests < 1 || burst < 1) {
            throw new InvalidAmountException(
                    "A rate of requests and its burst are 1 or more, not %d and %d"
                            .formatted(requests, burst));
        }
    }

    /**
     * Reads `100/s`, `600/m`, `100/s:250`; without a burst, as many as in the whole time may come at once.
     *
     * @throws InvalidAmountException when the text is not of that form
     */
    public static RequestRate parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidAmountException(
                    "'%s' is not a rate of requests. Write 100/s, 600/m, or 100/s:250 to let 250 come at once"
                            .formatted(text));
        }
        int requests = Integer.parseInt(matcher.group(1));
        Duration per =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofHours(1);
                };
        String burst = matcher.group(3);
        return new RequestRate(requests, per, burst == null ? requests : Integer.parseInt(burst));
    }

    /** The time between two requests that come as evenly as they may. */
    public long intervalNanos() {
        return Math.max(1, per.toNanos() / requests);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        String unit =
                switch ((int) per.toSeconds()) {
                    case 1 -> "s";
                    case 60 -> "m";
                    default -> "h";
                };
        return requests + "/" + unit + (burst == requests ? "" : ":" + burst);
    }
}

package dev.sampan.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Several releases of an app that serve at the same time. The first is the base: the one that runs all process types, and
 * the one that stays when the split ends by itself. The others are canaries, which run web processes only.
 *
 * @param shares two to five, of different releases, 100 percent together
 * @param abortErrors above how many percent of errors a canary is left out, 1 to 99; empty for never
 */
public record Split(List<Share> shares, Optional<Integer> abortErrors) {

    private static final int MOST = 5;
    private static final Pattern SHARE = Pattern.compile("v?(\\d{1,9})=(\\d{1,3})%?");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%?");

    /**
     * The part of the requests that a release gets.
     *
     * @param release its number
     * @param percent 1 to 99 in a split
     */
    public record Share(int release, int percent) {

        /**
         * Reads `v9=90`, `9=90` or `v9=90%`.
         *
         * @throws RefusedException when the text is not of that form
         */
        public static Share parse(String text) {
            Matcher matcher = SHARE.matcher(text);
            if (!matcher.matches()) {
                throw RefusedException.invalid(
                        "'%s' is not a share of a release. Write vN=percent, as in v9=90 v10=10"
                                .formatted(Excerpt.of(text)));
            }
            return new Share(
                    Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }

        /** How people write its release: `v9`. */
        public String version() {
            return "v" + release;
        }

        /** How many processes of the share there are beside so many of the base: its part of them, at least one. */
        public int quantity(int ofBase) {
            return Math.ceilDiv(ofBase * percent, 100);
        }

        @Override
        public String toString() {
            return "v%d=%d".formatted(release, percent);
        }
    }

    public Split {
        shares = List.copyOf(shares);
        if (shares.size() < 2 || shares.size() > MOST) {
            throw RefusedException.invalid(
                    "%d release(s) cannot share the requests. Name 2 to %d, as in v9=90 v10=10"
                            .formatted(shares.size(), MOST));
        }
        Set<Integer> seen = new HashSet<>();
        int sum = 0;
        for (Share share : shares) {
            if (!seen.add(share.release())) {
                throw RefusedException.invalid(
                        "Release 'v%d' is named twice".formatted(share.release()));
            }
            if (share.percent() < 1 || share.percent() > 99) {
                throw RefusedException.invalid(
                        "Share '%s' is outside the allowed range: 1 to 99 percent"
                                .formatted(share));
            }
            sum += share.percent();
        }
        if (sum != 100) {
            throw RefusedException.invalid(
                    "Shares '%s' are %d percent together. They have to be 100"
                            .formatted(text(shares), sum));
        }
        abortErrors.ifPresent(percent -> checkPercent(percent, "The errors that end a split"));
    }

    /**
     * Reads percents, as in `5%` or `5`.
     *
     * @param what what they are of, for people: `The share of the next deploy`
     * @throws RefusedException when they are not 1 to 99
     */
    public static int percent(String text, String what) {
        Matcher matcher = PERCENT.matcher(text.strip());
        return checkPercent(matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0, what);
    }

    static int checkPercent(int percent, String what) {
        if (percent < 1 || percent > 99) {
            throw RefusedException.invalid("%s have to be 1 to 99 percent".formatted(what));
        }
        return percent;
    }

    /** Reads what {@link #text} writes. */
    static Split parse(String text, Optional<Integer> abortErrors) {
        List<Share> shares = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            shares.add(Share.parse(word));
        }
        return new Split(shares, abortErrors);
    }

    /** The number of the release that stays. */
    public int base() {
        return shares.getFirst().release();
    }

    /** Those beside the base. */
    public List<Share> canaries() {
        return shares.subList(1, shares.size());
    }

    /** The share of a release. */
    public Optional<Share> find(int release) {
        return shares.stream().filter(share -> share.release() == release).findFirst();
    }

    public Split withAbortErrors(Optional<Integer> percent) {
        return new Split(shares, percent);
    }

    /** For people and the database: `v9=90 v10=10`. */
    public String text() {
        return text(shares);
    }

    private static String text(List<Share> shares) {
        return shares.stream().map(Share::toString).collect(Collectors.joining(" "));
    }
}

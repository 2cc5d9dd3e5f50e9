package dev.sampan.operation;

import dev.sampan.app.Splits;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which releases of an app serve, and how good they are.
 *
 * @param shares the base first; one with 100 percent when one release serves alone, none before the first deploy
 * @param abortErrors above how many percent of errors a canary is left out; empty for never
 * @param next what is wanted of the next deploy; empty when it takes all requests
 */
public record SplitStatus(
        List<ReleaseShare> shares, Optional<Integer> abortErrors, Optional<Splits.Next> next) {

    /**
     * What one release gets, and made of it since the split began or the router started.
     *
     * @param release its number
     * @param percent of the requests
     * @param requests that it ended; always 0 while it serves alone
     * @param errors of these, with a status of 500 or above, or not answered to the end
     */
    public record ReleaseShare(int release, int percent, long requests, long errors) {

        public String version() {
            return "v" + release;
        }

        /** The errors as a part of the requests: `2.5 %`; empty without requests. */
        public String errorRate() {
            return requests == 0
                    ? ""
                    : String.format(Locale.ROOT, "%.1f %%", errors * 100.0 / requests);
        }
    }

    public SplitStatus {
        shares = List.copyOf(shares);
    }

    /** Whether more than one release serves. */
    public boolean isOn() {
        return shares.size() > 1;
    }
}

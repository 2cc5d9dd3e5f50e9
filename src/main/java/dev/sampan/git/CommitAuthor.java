package dev.sampan.git;

import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import java.util.regex.Pattern;

/**
 * Who made a commit.
 *
 * @param name as people write it
 * @param email an address, which nobody checks
 */
public record CommitAuthor(String name, String email) {

    private static final int LONGEST = 200;
    private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cntrl}<>]");

    public CommitAuthor {
        check("name", name);
        check("email", email);
    }

    private static void check(String what, String text) {
        if (text.isBlank() || text.length() > LONGEST || FORBIDDEN.matcher(text).find()) {
            throw RefusedException.invalid(
                    "'%s' cannot be the %s of a commit's author. Write 1 to %d characters without < and >"
                            .formatted(Excerpt.of(text), what, LONGEST));
        }
    }
}

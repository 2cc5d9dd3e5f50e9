package dev.sampan.app;

import java.util.regex.Pattern;

/**
 * The name of a branch, as git allows it: `main`, `feature/cart`.
 *
 * @param value the checked name
 * @see <a href="https://git-scm.com/docs/git-check-ref-format">git-check-ref-format(1)</a>
 */
public record BranchName(String value) {

    private static final int LONGEST = 200;

    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    "[\\p{Cntrl} ~^:?*\\[\\\\]|\\.\\.|@\\{|//|/\\.|\\.lock/|\\.lock$|^[./-]|[./]$|^@$|^HEAD$");

    public BranchName {
        if (value.isEmpty() || value.length() > LONGEST || FORBIDDEN.matcher(value).find()) {
            throw RefusedException.invalid(
                    "'%s' is not the name of a branch. Write 1 to %d characters as git allows them, as in main or feature/cart"
                            .formatted(Excerpt.of(value), LONGEST));
        }
    }

    /**
     * Reads a name.
     *
     * @throws RefusedException when git does not take it for the name of a branch
     */
    public static BranchName parse(String text) {
        return new BranchName(text);
    }
}

package dev.sampan.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of versions as npm writes it: `>=18`, `^20.1 || 22.x`, `18 - 20`.
 *
 * @see <a href="https://github.com/npm/node-semver#ranges">npm: ranges</a>
 */
final class VersionRange {

    private static final String NUMBER = "(\\d{1,8}|[xX*])";
    private static final String PARTIAL =
            "v?" + NUMBER + "(?:\\." + NUMBER + "(?:\\." + NUMBER + "(?:[-+][0-9A-Za-z.+-]+)?)?)?";
    private static final Pattern COMPARATOR = Pattern.compile("(\\^|~>?|>=|<=|>|<|=)?" + PARTIAL);
    private static final Pattern HYPHEN = Pattern.compile("(\\S+)\\s+-\\s+(\\S+)");
    private static final Pattern SPACE_AFTER_OPERATOR = Pattern.compile("([\\^~<>=])\\s+");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final String text;
    private final List<Predicate<SemanticVersion>> alternatives = new ArrayList<>();

    private VersionRange(String text) {
        this.text = text;
        for (String alternative : text.split("\\|\\|", -1)) {
            alternatives.add(alternative(alternative.strip()));
        }
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException when it is none
     */
    static VersionRange parse(String text) {
        if (text.length() > 256) {
            throw new IllegalArgumentException("a range has at most 256 characters");
        }
        return new VersionRange(text.strip());
    }

    boolean contains(SemanticVersion version) {
        return alternatives.stream().anyMatch(alternative -> alternative.test(version));
    }

    private static Predicate<SemanticVersion> alternative(String text) {
        Matcher hyphen = HYPHEN.matcher(text);
        if (hyphen.matches()) {
            return comparator(">=" + hyphen.group(1)).and(comparator("<=" + hyphen.group(2)));
        }
        String joined = SPACE_AFTER_OPERATOR.matcher(text).replaceAll("$1");
        Predicate<SemanticVersion> all = _ -> true;
        for (String word : SPACE.splitAsStream(joined).toList()) {
            all = all.and(word.isEmpty() ? _ -> true : comparator(word));
        }
        return all;
    }

    private static Predicate<SemanticVersion> comparator(String text) {
        Matcher matcher = COMPARATOR.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not a range of versions".formatted(text));
        }
        List<Integer> numbers = new ArrayList<>();
        for (int group = 2; group <= 4 && isNumber(matcher.group(group)); group++) {
            numbers.add(Integer.parseInt(matcher.group(group)));
        }
        String operator = matcher.group(1) == null ? "" : matcher.group(1);
        if (numbers.isEmpty()) {
            boolean none = operator.equals("<") || operator.equals(">");
            return _ -> !none;
        }
        SemanticVersion from = version(numbers);
        // The first version that is not meant any more when numbers are left out.
        SemanticVersion after = next(numbers, numbers.size() - 1);
        return switch (operator) {
            case "^" -> between(from, next(numbers, firstThatCounts(numbers)));
            case "~", "~>" -> between(from, next(numbers, Math.min(1, numbers.size() - 1)));
            case ">=" -> version -> version.compareTo(from) >= 0;
            case "<" -> version -> version.compareTo(from) < 0;
            case ">" -> version -> version.compareTo(after) >= 0;
            case "<=" -> version -> version.compareTo(after) < 0;
            default -> between(from, after);
        };
    }

    private static boolean isNumber(@Nullable String text) {
        return text != null && Character.isDigit(text.charAt(0));
    }

    /** For `^`: the first number that is not 0, or the last one. */
    private static int firstThatCounts(List<Integer> numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i) != 0) {
                return i;
            }
        }
        return numbers.size() - 1;
    }

    private static Predicate<SemanticVersion> between(SemanticVersion from, SemanticVersion end) {
        return version -> version.compareTo(from) >= 0 && version.compareTo(end) < 0;
    }

    private static SemanticVersion version(List<Integer> numbers) {
        return new SemanticVersion(
                numbers.getFirst(),
                numbers.size() > 1 ? numbers.get(1) : 0,
                numbers.size() > 2 ? numbers.get(2) : 0);
    }

    /** These numbers with one of them counted up and nothing behind it. */
    private static SemanticVersion next(List<Integer> numbers, int which) {
        List<Integer> counted = new ArrayList<>(numbers.subList(0, which + 1));
        counted.set(which, counted.get(which) + 1);
        return version(counted);
    }

    @Override
    public String toString() {
        return text;
    }
}

package dev.sampan.image;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a registry wants to be asked, as its `WWW-Authenticate` says.
 *
 * @param scheme `basic` or `bearer`
 * @param parameters `realm`, `service`, `scope`
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token authentication</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {

    static final String BEARER = "bearer";
    static final String BASIC = "basic";

    private static final Pattern FORM = Pattern.compile("\\s*([A-Za-z]++)(?:\\s+(.*))?");
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z_]++)\\s*=\\s*(?:\"([^\"]*+)\"|([^\\s,\"]++))");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** The first that is known here, tokens before passwords. */
    static Optional<Challenge> of(List<String> headers) {
        return headers.stream()
                .map(FORM::matcher)
                .filter(Matcher::matches)
                .map(
                        header ->
                                new Challenge(
                                        header.group(1).toLowerCase(Locale.ROOT),
                                        parameters(header.group(2) == null ? "" : header.group(2))))
                .filter(
                        challenge ->
                                challenge.scheme().equals(BASIC)
                                        || (challenge.scheme().equals(BEARER)
                                                && challenge.parameters().containsKey("realm")))
                .max(Comparator.comparing(challenge -> challenge.scheme().equals(BEARER)));
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.find()) {
            parameters.putIfAbsent(
                    matcher.group(1).toLowerCase(Locale.ROOT),
                    matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        }
        return parameters;
    }
}

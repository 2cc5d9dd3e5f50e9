package dev.sampan.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people name a buildpack: one that comes with Sampan, `node` or `heroku/nodejs`, or the address of a git repository,
 * with a branch or tag behind `#`.
 *
 * @param text as it is written
 * @see <a href="https://dokku.com/docs/deployment/builders/buildpack-management/">dokku: buildpacks</a>
 */
public record BuildpackName(String text) {

    private static final Pattern SHORT = Pattern.compile("(?:heroku/)?([a-z][a-z0-9-]{0,30})");
    private static final Pattern KNOWN_ADDRESS =
            Pattern.compile(
                    "https://github\\.com/heroku/heroku-buildpack-([a-z0-9-]{1,40})(?:\\.git)?/?");
    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,200}");

    /**
     * Checks how a buildpack is named.
     *
     * @throws RefusedException when it cannot be one
     */
    public static BuildpackName parse(String text) {
        String name = text.strip();
        if (!SHORT.matcher(name).matches() && address(name).isEmpty()) {
            throw RefusedException.invalid(
                    "'%s' cannot be a buildpack. Write a name such as node, or the https address of a git repository"
                            .formatted(Excerpt.of(name)));
        }
        return new BuildpackName(name);
    }

    /** The name of the buildpack of ours that it may be; empty when it is an address of somebody else's. */
    public Optional<String> builtIn() {
        Matcher known = KNOWN_ADDRESS.matcher(text);
        Matcher matcher = SHORT.matcher(text);
        if (!known.matches() && !matcher.matches()) {
            return Optional.empty();
        }
        String name = known.matches() ? known.group(1) : matcher.group(1);
        return Optional.of(
                switch (name) {
                    case "nodejs" -> "node";
                    case "gradle", "jvm", "jvm-common" -> "java";
                    case "nginx", "html" -> "static";
                    default -> name;
                });
    }

    /** The address of the repository, without the branch. */
    public Optional<URI> repository() {
        return address(text.contains("#") ? text.substring(0, text.indexOf('#')) : text);
    }

    /** The branch or tag; empty for the one that the repository itself names. */
    public Optional<String> ref() {
        return text.contains("#")
                ? Optional.of(text.substring(text.indexOf('#') + 1))
                : Optional.empty();
    }

    private static Optional<URI> address(String text) {
        if (text.length() > 500) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("https") || scheme.equals("http");
            boolean ref = uri.getFragment() == null || REF.matcher(uri.getFragment()).matches();
            return web && uri.getHost() != null && uri.getUserInfo() == null && ref
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

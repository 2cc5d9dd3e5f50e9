package dev.sampan.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is found: `nginx`, `ghcr.io/owner/app:1.2`, `localhost:5000/app@sha256:…`.
 *
 * @param registry the host and perhaps the port, `docker.io` when none is named
 * @param repository the path there; `library/nginx` for the official images of Docker Hub
 * @param tag the tag; `latest` when neither tag nor digest is named
 * @param digest the digest, which counts more than the tag
 * @see <a href="https://github.com/distribution/reference">the grammar of references</a>
 */
public record ImageReference(
        String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

    static final String DOCKER_HUB = "docker.io";

    private static final int LONGEST = 255;
    private static final Pattern HOST =
            Pattern.compile(
                    "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*+(?::[0-9]{1,5})?|\\[[0-9A-Fa-f:]{2,39}\\](?::[0-9]{1,5})?");
    private static final Pattern PART =
            Pattern.compile("[a-z0-9]++(?:(?:\\.|_{1,2}|-++)[a-z0-9]++)*+");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern WITH_TAG = Pattern.compile("(.+):([^/:]*)");

    /**
     * Reads a reference as docker does.
     *
     * @throws InvalidImageException when it is none
     */
    public static ImageReference parse(String text) {
        String rest = text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(digest(text, rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        int slash = rest.indexOf('/');
        String registry = DOCKER_HUB;
        if (slash > 0 && isHost(rest.substring(0, slash))) {
            registry = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
        }
        Optional<String> tag = Optional.empty();
        Matcher tagged = WITH_TAG.matcher(rest);
        if (tagged.matches()) {
            rest = tagged.group(1);
            tag = Optional.of(tagged.group(2));
        }
        if (registry.equals("index.docker.io") || registry.equals("registry-1.docker.io")) {
            registry = DOCKER_HUB;
        }
        String repository =
                registry.equals(DOCKER_HUB) && !rest.contains("/") ? "library/" + rest : rest;
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        check(text, registry, repository, tag);
        return new ImageReference(registry, repository, tag, digest);
    }

    private static boolean isHost(String first) {
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }

    private static Digest digest(String text, String digest) {
        try {
            return Digest.parse(digest);
        } catch (IllegalArgumentException e) {
            throw new InvalidImageException(
                    "'%s' cannot name an image: %s".formatted(shorten(text), e.getMessage()), e);
        }
    }

    private static void check(
            String text, String registry, String repository, Optional<String> tag) {
        boolean parts =
                !repository.isEmpty()
                        && repository.length() <= LONGEST
                        && Pattern.compile("/")
                                .splitAsStream(repository + "/x")
                                .allMatch(part -> PART.matcher(part).matches());
        if (!parts
                || !HOST.matcher(registry).matches()
                || tag.filter(value -> !TAG.matcher(value).matches()).isPresent()) {
            throw new InvalidImageException(
                    "'%s' cannot name an image. Write it as [host[:port]/]name[:tag][@sha256:digest], the name in lower case"
                            .formatted(shorten(text)));
        }
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /** How the registry is asked for it: by digest when there is one, else by tag. */
    String version() {
        return digest.map(Digest::value).or(() -> tag).orElse("latest");
    }

    /** The name and tag as people write them: `nginx:latest`. */
    public String familiar() {
        String plain = toString().split("@", 2)[0];
        String hub = DOCKER_HUB + "/";
        String official = hub + "library/";
        return plain.startsWith(official)
                ? plain.substring(official.length())
                : plain.startsWith(hub) ? plain.substring(hub.length()) : plain;
    }

    /** The whole name, with nothing left out. */
    @Override
    public String toString() {
        return registry
                + "/"
                + repository
                + tag.map(value -> ":" + value).orElse("")
                + digest.map(value -> "@" + value).orElse("");
    }
}

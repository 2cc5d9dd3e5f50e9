package dev.sampan.distribution;

import dev.sampan.image.Digest;
import java.util.regex.Pattern;

/** How a manifest is asked for: by a tag, or by its digest. */
public sealed interface Reference {

    /**
     * A name that stands for one manifest at a time. It becomes part of a path.
     *
     * @param name `1.2`, `latest`
     */
    record Tag(String name) implements Reference {

        /** What stands for the release that serves. */
        public static final String LATEST = "latest";

        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
        private static final Pattern RELEASE = Pattern.compile("v[1-9][0-9]{0,8}");

        public Tag {
            if (!FORM.matcher(name).matches()) {
                throw new ContentException(
                        ContentException.Code.MANIFEST_INVALID,
                        "'%s' is no tag. Use at most 128 letters, digits, dots, hyphens and underscores"
                                .formatted(shorten(name)));
            }
        }

        /** Whether it names a release by its number, as `v12` does. */
        public boolean isRelease() {
            return RELEASE.matcher(name).matches();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The digest of the manifest itself. */
    record ByDigest(Digest digest) implements Reference {

        @Override
        public String toString() {
            return digest.value();
        }
    }

    /**
     * Reads what stands in an address.
     *
     * @throws ContentException when it is neither
     */
    static Reference parse(String text) {
        return text.indexOf(':') >= 0 ? new ByDigest(digest(text)) : new Tag(text);
    }

    /**
     * Reads a digest that somebody sent.
     *
     * @throws ContentException when it is none of SHA-256
     */
    static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ContentException(
                    ContentException.Code.DIGEST_INVALID,
                    "'%s' is no digest that is known here. Write sha256: and 64 lower-case hexadecimal digits"
                            .formatted(shorten(text)));
        }
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}

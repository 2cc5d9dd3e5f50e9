package dev.sampan.image;

import java.util.regex.Pattern;

/**
 * The SHA-256 digest of some content, written `sha256:` and 64 lower-case hexadecimal digits.
 *
 * @param value the whole digest, checked, so that it can be part of a path
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI digests</a>
 */
public record Digest(String value) {

    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'%s' is not a SHA-256 digest".formatted(value));
        }
    }

    public static Digest parse(String value) {
        return new Digest(value);
    }

    public static Digest ofHex(String hex) {
        return new Digest("sha256:" + hex);
    }

    /** The 64 hexadecimal digits. */
    public String hex() {
        return value.substring("sha256:".length());
    }

    @Override
    public String toString() {
        return value;
    }
}

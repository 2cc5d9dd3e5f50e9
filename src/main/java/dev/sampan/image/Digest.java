package dev.sampan.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 digest of some content, written `sha256:` and 64 lower-case hexadecimal digits.
 *
 * @param value the whole digest, checked, so that it can be part of a path
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI digests</a>
 */
public record Digest(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'%s' is not a SHA-256 digest".formatted(value));
        }
    }

    @JsonCreator
    public static Digest parse(String value) {
        return new Digest(value);
    }

    /** Whether a text is one. */
    static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    public static Digest ofHex(String hex) {
        return new Digest("sha256:" + hex);
    }

    /** The digest of some bytes. */
    public static Digest of(byte[] content) {
        return ofHex(HexFormat.of().formatHex(newSha256().digest(content)));
    }

    /** What a finished computation gave. */
    static Digest from(MessageDigest sha256) {
        return ofHex(HexFormat.of().formatHex(sha256.digest()));
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The 64 hexadecimal digits. */
    public String hex() {
        return value.substring("sha256:".length());
    }

    /** The 32 bytes. */
    byte[] bytes() {
        return HexFormat.of().parseHex(hex());
    }

    @Override
    public String toString() {
        return value;
    }
}

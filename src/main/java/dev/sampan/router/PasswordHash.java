package dev.sampan.router;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password of HTTP basic authentication as it is kept: PBKDF2 with HMAC-SHA-256 (RFC 8018 section 5.2), written
 * `pbkdf2-sha256:ROUNDS:SALT:HASH`.
 */
public final class PasswordHash {

    private static final String NAME = "pbkdf2-sha256";
    private static final int ROUNDS = 25_000;
    private static final int MOST_ROUNDS = 1_000_000;
    private static final int BYTES = 32;

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a password with a fresh salt; takes some ten milliseconds. */
    public static PasswordHash of(String password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ROUNDS, salt, derive(password, salt, ROUNDS));
    }

    /**
     * Reads a hash.
     *
     * @throws InvalidRouteTableException when the text is none
     */
    public static PasswordHash parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length == 4 && parts[0].equals(NAME) && parts[1].matches("\\d{1,7}")) {
            int rounds = Integer.parseInt(parts[1]);
            byte[] salt = bytes(parts[2]);
            byte[] hash = bytes(parts[3]);
            if (rounds >= 1 && rounds <= MOST_ROUNDS && salt.length >= 8 && hash.length == BYTES) {
                return new PasswordHash(rounds, salt, hash);
            }
        }
        throw new InvalidRouteTableException("A password hash is not of the form " + NAME);
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRouteTableException("A password hash is not Base64", e);
        }
    }

    /** Whether this is the password; takes some tens of milliseconds, too. */
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, rounds));
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, BYTES * 8);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK lacks PBKDF2WithHmacSHA256", e);
        }
    }

    /** As {@link #parse} reads it. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "%s:%d:%s:%s"
                .formatted(NAME, rounds, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}

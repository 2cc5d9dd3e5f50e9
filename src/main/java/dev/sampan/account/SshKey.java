package dev.sampan.account;

import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * A public key that may sign in over SSH.
 *
 * @param name what its owner calls it
 * @param user whose it is
 * @param publicKey algorithm and key as in an authorized_keys file, without comment
 * @param fingerprint `SHA256:` and 43 characters, as ssh-keygen prints it
 */
public record SshKey(String name, String user, String publicKey, String fingerprint) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.@-]{0,62}");
    private static final int LONGEST_TEXT = 16 * 1024;
    private static final int FEWEST_RSA_BITS = 2048;
    private static final Set<String> ALGORITHMS =
            Set.of(
                    "ssh-ed25519",
                    "ssh-rsa",
                    "ecdsa-sha2-nistp256",
                    "ecdsa-sha2-nistp384",
                    "ecdsa-sha2-nistp521",
                    "sk-ssh-ed25519@openssh.com",
                    "sk-ecdsa-sha2-nistp256@openssh.com");

    /**
     * Reads a public key in the form that ssh-keygen writes.
     *
     * @throws RefusedException when the name or the key is not usable; the message says why
     */
    public static SshKey parse(String name, String user, String text) {
        if (!NAME.matcher(name).matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a name of a key. Write 1 to 63 letters, digits, dots, hyphens, underscores and @"
                            .formatted(Excerpt.of(name)));
        }
        PublicKey key = publicKey(text);
        return new SshKey(name, user, entry(key), fingerprintOf(key));
    }

    /** The fingerprint of a key as ssh-keygen prints it. */
    public static String fingerprintOf(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }

    /** A key in the form of an authorized_keys file, without comment. */
    public static String entry(PublicKey key) {
        return org.apache.sshd.common.config.keys.PublicKeyEntry.toString(key);
    }

    private static PublicKey publicKey(String text) {
        String line = text.strip();
        if (line.isEmpty()) {
            throw RefusedException.invalid(
                    "No public key was given. Pipe it in: cat ~/.ssh/id_ed25519.pub | ssh … ssh-keys:add NAME");
        }
        if (line.contains("PRIVATE KEY")) {
            throw RefusedException.invalid(
                    "This is a private key. Keep it secret, and give the file that ends in .pub");
        }
        if (line.length() > LONGEST_TEXT || line.indexOf('\n') >= 0) {
            throw RefusedException.invalid("Give one public key, on one line");
        }
        String algorithm = line.split("\\s+", 2)[0];
        if (!ALGORITHMS.contains(algorithm)) {
            throw RefusedException.invalid(
                    "The key does not begin with an accepted algorithm (ssh-ed25519, ecdsa-sha2-…, ssh-rsa). Give the"
                            + " content of a .pub file, without options before it");
        }
        return strong(decode(line));
    }

    private static PublicKey decode(String line) {
        try {
            AuthorizedKeyEntry entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line);
            PublicKey key =
                    entry == null
                            ? null
                            : entry.resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
            if (key == null) {
                throw RefusedException.invalid("The public key cannot be read");
            }
            return key;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            RefusedException failure =
                    RefusedException.invalid(
                            "The public key cannot be read: it is cut off or not base64");
            failure.initCause(e);
            throw failure;
        }
    }

    private static PublicKey strong(PublicKey key) {
        if (key instanceof java.security.interfaces.RSAPublicKey rsa
                && rsa.getModulus().bitLength() < FEWEST_RSA_BITS) {
            throw RefusedException.invalid(
                    "The RSA key has %d bits; at least %d are needed"
                            .formatted(rsa.getModulus().bitLength(), FEWEST_RSA_BITS));
        }
        return key;
    }
}

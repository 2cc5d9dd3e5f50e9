package dev.sampan.certificate;

import dev.sampan.app.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** Finds the key of a certificate among several. */
public final class MatchingKey {

    private MatchingKey() {}

    /**
     * Reads certificates and keys as PEM, and gives the key of the first certificate as PEM (PKCS #8).
     *
     * @throws RefusedException when there is no certificate, or none of the keys is its own
     */
    public static String find(byte[] pem) {
        Pem.Parts parts = Pem.parts(new String(pem, StandardCharsets.ISO_8859_1));
        if (parts.certificates().isEmpty() || parts.keys().isEmpty()) {
            throw RefusedException.invalid(
                    "There are %d certificates and %d keys. Send a certificate and the keys that may be its own, as PEM"
                            .formatted(parts.certificates().size(), parts.keys().size()));
        }
        X509Certificate leaf = parts.certificates().getFirst();
        for (PrivateKey key : parts.keys()) {
            if (fits(leaf, key)) {
                return Pem.write("PRIVATE KEY", key.getEncoded());
            }
        }
        throw RefusedException.invalid(
                "None of %d keys is that of certificate '%s'. Send the one that its request was made with"
                        .formatted(
                                parts.keys().size(),
                                CertificateFacts.name(leaf.getSubjectX500Principal())));
    }

    private static boolean fits(X509Certificate leaf, PrivateKey key) {
        try {
            return KeyedCertificate.fits(leaf, key);
        } catch (GeneralSecurityException e) {
            RefusedException refused =
                    RefusedException.invalid("A key cannot sign anything: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }
}

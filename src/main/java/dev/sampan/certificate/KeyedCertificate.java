package dev.sampan.certificate;

import dev.sampan.app.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its key and the chain of those who vouch for it.
 *
 * @param chain the server's certificate first, then each issuer behind the one it signed
 * @param key the key of the first one
 */
public record KeyedCertificate(List<X509Certificate> chain, PrivateKey key) {

    private static final int SMALLEST_RSA = 2048;
    private static final byte[] SAMPLE = "does the key fit?".getBytes(StandardCharsets.UTF_8);

    /**
     * Checks what can be checked without asking anybody.
     *
     * @throws RefusedException when the key is not the certificate's or is too weak, or the chain is out of order
     */
    public KeyedCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw RefusedException.invalid(
                    "There is no certificate. Send it as PEM, from '-----BEGIN CERTIFICATE-----' on");
        }
        requireStrength(chain.getFirst().getPublicKey());
        requireFit(chain.getFirst(), key);
        requireOrder(chain);
    }

    /** The server's certificate. */
    public X509Certificate leaf() {
        return chain.getFirst();
    }

    public CertificateFacts facts() {
        return CertificateFacts.of(chain);
    }

    /**
     * Refuses a certificate that is of no use now.
     *
     * @throws RefusedException when it has expired, or names no host
     */
    public void requireUsable(Instant now) {
        CertificateFacts facts = facts();
        if (!now.isBefore(facts.endsAt())) {
            throw RefusedException.invalid(
                    "Certificate '%s' expired at %s. Get a new one"
                            .formatted(facts.subject(), facts.endsAt()));
        }
        if (facts.hosts().isEmpty()) {
            throw RefusedException.invalid(
                    "Certificate '%s' names no host, so no client accepts it. It needs a subject alternative name"
                            .formatted(facts.subject()));
        }
    }

    private static void requireStrength(PublicKey key) {
        boolean good =
                switch (key) {
                    case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= SMALLEST_RSA;
                    case ECPublicKey _ -> true;
                    default -> false;
                };
        if (!good) {
            throw RefusedException.invalid(
                    "Keys of this kind ('%s') are not accepted by clients. Use ECDSA, or RSA of at least %d bits"
                            .formatted(key.getAlgorithm(), SMALLEST_RSA));
        }
    }

    private static void requireFit(X509Certificate leaf, PrivateKey key) {
        try {
            if (!fits(leaf, key)) {
                throw unfit(leaf, null);
            }
        } catch (GeneralSecurityException e) {
            throw unfit(leaf, e);
        }
    }

    /** Whether a key is the certificate's: what one signs, the other verifies. */
    static boolean fits(X509Certificate leaf, PrivateKey key) throws GeneralSecurityException {
        if (!leaf.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        Signature signature =
                Signature.getInstance(
                        "SHA256with"
                                + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm()));
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(leaf.getPublicKey());
        signature.update(SAMPLE);
        return signature.verify(signed);
    }

    private static RefusedException unfit(
            X509Certificate leaf, @org.jspecify.annotations.Nullable Exception cause) {
        RefusedException failure =
                RefusedException.invalid(
                        "The key is not that of certificate '%s'. Send the key that the certificate was made for, and the server's certificate before its issuers"
                                .formatted(CertificateFacts.name(leaf.getSubjectX500Principal())));
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }

    private static void requireOrder(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            X509Certificate subject = chain.get(i);
            X509Certificate issuer = chain.get(i + 1);
            if (!CertificateFacts.isSignedBy(subject, issuer)) {
                throw RefusedException.invalid(
                        "The chain is out of order: certificate %d ('%s') did not sign certificate %d ('%s'). Put the server's certificate first, then each issuer behind the one it signed"
                                .formatted(
                                        i + 2,
                                        CertificateFacts.name(issuer.getSubjectX500Principal()),
                                        i + 1,
                                        CertificateFacts.name(subject.getSubjectX500Principal())));
            }
        }
    }

    /** Key and chain as PEM, as the router reads them. */
    public byte[] toPem() {
        return (Pem.write("PRIVATE KEY", key.getEncoded()) + Pem.write(chain))
                .getBytes(StandardCharsets.US_ASCII);
    }
}

package dev.sampan.certificate;

import dev.sampan.app.RefusedException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts certificates in the order in which servers send them: the server's own first, behind each the one that signed it. */
public final class CertificateChain {

    private static final int MOST = 20;

    private CertificateChain() {}

    /**
     * Reads certificates as PEM in any order and gives them in the order of a chain.
     *
     * @throws RefusedException when they are none, or no single chain
     */
    public static String order(byte[] pem) {
        List<X509Certificate> left = new ArrayList<>(read(pem));
        if (left.isEmpty() || left.size() > MOST) {
            throw RefusedException.invalid(
                    "There are %d certificates. Send 1 to %d as PEM, from '-----BEGIN CERTIFICATE-----' on"
                            .formatted(left.size(), MOST));
        }
        List<X509Certificate> ordered = new ArrayList<>();
        Optional<X509Certificate> next =
                left.stream().filter(one -> signsNone(one, left)).findFirst();
        if (next.isEmpty()) {
            next = Optional.of(left.getFirst());
        }
        while (next.isPresent()) {
            X509Certificate last = next.get();
            ordered.add(last);
            left.remove(last);
            next = left.stream().filter(one -> CertificateFacts.isSignedBy(last, one)).findFirst();
        }
        if (!left.isEmpty()) {
            throw RefusedException.invalid(
                    "'%s' did not sign any of the others, nor did one of them sign it. Send one chain"
                            .formatted(
                                    CertificateFacts.name(
                                            left.getFirst().getSubjectX500Principal())));
        }
        return Pem.write(ordered);
    }

    private static boolean signsNone(X509Certificate one, List<X509Certificate> all) {
        return all.stream()
                .filter(other -> !other.equals(one))
                .noneMatch(other -> CertificateFacts.isSignedBy(other, one));
    }

    private static List<X509Certificate> read(byte[] pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .distinct()
                    .toList();
        } catch (CertificateException e) {
            RefusedException refused =
                    RefusedException.invalid(
                            "One of the certificates cannot be read: it is no PEM");
            refused.initCause(e);
            throw refused;
        }
    }
}

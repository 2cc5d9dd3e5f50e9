package dev.sampan.router;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * A key and its certificates, as they lie in a file.
 *
 * @param chain the server's certificate first
 */
record PemFile(PrivateKey key, List<X509Certificate> chain) {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when something is missing or damaged
     */
    static PemFile read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        int certificates = text.indexOf("-----BEGIN CERTIFICATE-----");
        if (begin < 0 || end < begin || certificates < 0) {
            throw new IllegalArgumentException("there is no key, or no certificate");
        }
        try {
            byte[] encoded =
                    Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            List<X509Certificate> chain = chain(bytes, certificates);
            String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
            PrivateKey key =
                    KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new PemFile(key, chain);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static List<X509Certificate> chain(byte[] bytes, int start)
            throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bytes, start, bytes.length - start))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /**
     * Tries whether the key is that of the certificate.
     *
     * @throws IllegalArgumentException when it is not
     */
    void requireFit() {
        try {
            Signature signature =
                    Signature.getInstance(
                            key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            byte[] sample = {1, 2, 3};
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(chain.getFirst().getPublicKey());
            signature.update(sample);
            if (!signature.verify(signed)) {
                throw new IllegalArgumentException("the key is not that of the certificate");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}

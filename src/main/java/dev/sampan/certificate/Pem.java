package dev.sampan.certificate;

import dev.sampan.app.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Certificates and keys as text (RFC 7468). */
final class Pem {

    private static final int MOST_CERTIFICATES = 20;

    private Pem() {}

    /** What a text has, each kind in the order in which it stands there. */
    record Parts(List<X509Certificate> certificates, List<PrivateKey> keys) {

        Parts {
            certificates = List.copyOf(certificates);
            keys = List.copyOf(keys);
        }
    }

    /**
     * Reads one key and the certificates around it; the key may be PKCS #8, or of the older forms for RSA and EC.
     *
     * @throws RefusedException when something is missing, encrypted or no PEM
     */
    static KeyedCertificate read(String text) {
        Parts parts = parts(text);
        if (parts.keys().isEmpty()) {
            throw RefusedException.invalid(
                    "There is no key. Send it as PEM, from '-----BEGIN PRIVATE KEY-----' on");
        }
        if (parts.keys().size() > 1) {
            throw RefusedException.invalid("There are two keys. Send the certificate's own only");
        }
        if (parts.certificates().size() > MOST_CERTIFICATES) {
            throw RefusedException.invalid(
                    "The chain has %d certificates; at most %d are taken"
                            .formatted(parts.certificates().size(), MOST_CERTIFICATES));
        }
        return new KeyedCertificate(parts.certificates(), parts.keys().getFirst());
    }

    /**
     * Reads all keys and certificates.
     *
     * @throws RefusedException when a key is encrypted, or this is no PEM
     */
    static Parts parts(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                switch (part) {
                    case X509CertificateHolder holder ->
                            certificates.add(certificate(holder.getEncoded()));
                    case PEMKeyPair pair -> keys.add(key(pair.getPrivateKeyInfo()));
                    case PrivateKeyInfo info -> keys.add(key(info));
                    case PEMEncryptedKeyPair _ -> throw encrypted();
                    case PKCS8EncryptedPrivateKeyInfo _ -> throw encrypted();
                    default -> {} // parameters of curves and the like
                }
            }
        } catch (IOException
                | GeneralSecurityException
                | IllegalStateException
                | IllegalArgumentException e) {
            RefusedException failure =
                    RefusedException.invalid("This is no PEM text: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        return new Parts(certificates, keys);
    }

    /** Reads a chain that was written here. */
    static List<X509Certificate> readChain(String text) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalStateException("A chain in the database is damaged", e);
        }
    }

    private static RefusedException encrypted() {
        return RefusedException.invalid(
                "The key is encrypted, and nobody is there to type its password when the router starts. Decrypt it first: `openssl pkey -in server.key`");
    }

    private static X509Certificate certificate(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static PrivateKey key(PrivateKeyInfo info)
            throws IOException, GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(info.getEncoded());
        return factory(info.getPrivateKeyAlgorithm().getAlgorithm().getId()).generatePrivate(spec);
    }

    private static KeyFactory factory(String id) throws NoSuchAlgorithmException {
        return switch (id) {
            case "1.2.840.113549.1.1.1" -> KeyFactory.getInstance("RSA");
            case "1.2.840.10045.2.1" -> KeyFactory.getInstance("EC");
            default ->
                    throw RefusedException.invalid(
                            "Keys of this kind (%s) are not accepted by clients. Use ECDSA or RSA"
                                    .formatted(id));
        };
    }

    static String write(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append(write("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    static String write(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
    }
}

package dev.sampan.certificate;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A small certificate authority for tests, with one intermediate. */
public final class CertificateMaker {

    private final KeyPair rootKeys = keys("EC", 256);
    private final KeyPair middleKeys = keys("EC", 256);
    private final X509Certificate root;
    private final X509Certificate middle;

    public CertificateMaker() throws Exception {
        root =
                sign(
                        "CN=Test root",
                        rootKeys,
                        "CN=Test root",
                        rootKeys,
                        true,
                        List.of(),
                        day(-10),
                        day(10));
        middle =
                sign(
                        "CN=Test middle",
                        middleKeys,
                        "CN=Test root",
                        rootKeys,
                        true,
                        List.of(),
                        day(-10),
                        day(10));
    }

    /** What the authority hands out. */
    public record Made(
            PrivateKey key, X509Certificate leaf, X509Certificate middle, X509Certificate root) {

        public String keyText() {
            return Pem.write("PRIVATE KEY", key.getEncoded());
        }

        /** The server's certificate and the intermediate behind it. */
        public String chainText() {
            return Pem.write(List.of(leaf, middle));
        }
    }

    public static Instant day(int offset) {
        return Instant.now().plus(Duration.ofDays(offset));
    }

    public Made make(Instant start, Instant end, String... hosts) throws Exception {
        return make(keys("EC", 256), start, end, hosts);
    }

    Made make(KeyPair keys, Instant start, Instant end, String... hosts) throws Exception {
        X509Certificate leaf =
                sign(
                        "CN=leaf",
                        keys,
                        "CN=Test middle",
                        middleKeys,
                        false,
                        List.of(hosts),
                        start,
                        end);
        return new Made(keys.getPrivate(), leaf, middle, root);
    }

    static KeyPair keys(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            String subject,
            KeyPair keys,
            String issuer,
            KeyPair signer,
            boolean authority,
            List<String> hosts,
            Instant start,
            Instant end)
            throws Exception {
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        BigInteger.valueOf(System.nanoTime()),
                        Date.from(start),
                        Date.from(end),
                        new X500Name(subject),
                        keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!hosts.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            hosts.stream()
                                    .map(host -> new GeneralName(GeneralName.dNSName, host))
                                    .toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(signer.getPrivate())));
    }
}

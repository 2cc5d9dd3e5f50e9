package dev.sampan.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates for which nobody vouches. */
public final class SelfSigned {

    /** `acmeIdentifier` (RFC 8737, section 3). */
    private static final ASN1ObjectIdentifier ACME = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

    private static final Duration BACKDATED = Duration.ofHours(1);

    private SelfSigned() {}

    /** For host names, with a new key on the curve P-256. */
    public static KeyedCertificate of(List<String> hosts, Duration validity) {
        return make(hosts.getFirst(), hosts, validity, null);
    }

    /** For no host: shown to clients that ask for one without a certificate. */
    static KeyedCertificate forNobody(Duration validity) {
        return make("Sampan, no certificate for this host", List.of(), validity, null);
    }

    /**
     * For the challenge `tls-alpn-01`.
     *
     * @param validation SHA-256 of the key authorization
     */
    public static KeyedCertificate forChallenge(String host, byte[] validation) {
        return make(host, List.of(host), Duration.ofDays(7), validation);
    }

    private static KeyedCertificate make(
            String name,
            List<String> hosts,
            Duration validity,
            byte @org.jspecify.annotations.Nullable [] validation) {
        try {
            KeyPair keys = ServerKeys.make();
            Instant now = Instant.now();
            X500Name subject =
                    new X500NameBuilder()
                            .addRDN(BCStyle.CN, name.length() > 64 ? name.substring(0, 64) : name)
                            .build();
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            subject,
                            new BigInteger(120, new SecureRandom()).setBit(120),
                            Date.from(now.minus(BACKDATED)),
                            Date.from(now.plus(validity)),
                            subject,
                            keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            if (!hosts.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                hosts.stream()
                                        .map(host -> new GeneralName(GeneralName.dNSName, host))
                                        .toArray(GeneralName[]::new)));
            }
            if (validation != null) {
                builder.addExtension(ACME, true, new DEROctetString(validation));
            }
            return new KeyedCertificate(
                    List.of(
                            new JcaX509CertificateConverter()
                                    .getCertificate(
                                            builder.build(
                                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                                            .build(keys.getPrivate())))),
                    keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("A certificate for '" + name + "' cannot be made", e);
        }
    }
}

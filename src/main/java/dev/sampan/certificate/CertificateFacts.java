package dev.sampan.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * What a certificate says.
 *
 * @param subject whose it is: the common name, or the whole name when there is none
 * @param issuer who signed it
 * @param hosts the host names, in lower case; some may begin with `*.`
 * @param selfSigned whether nobody but itself vouches for it
 */
public record CertificateFacts(
        String subject,
        String issuer,
        List<String> hosts,
        Instant startsAt,
        Instant endsAt,
        boolean selfSigned) {

    private static final int DNS_NAME = 2;

    static CertificateFacts of(List<X509Certificate> chain) {
        X509Certificate leaf = chain.getFirst();
        String subject = name(leaf.getSubjectX500Principal());
        List<String> hosts = hosts(leaf);
        return new CertificateFacts(
                subject.isEmpty() && !hosts.isEmpty() ? hosts.getFirst() : subject,
                name(leaf.getIssuerX500Principal()),
                hosts,
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant(),
                isSignedBy(leaf, leaf));
    }

    /** Whether a host is among those that the certificate names, itself or by `*.` in the place of its first part. */
    public boolean covers(String host) {
        int dot = host.indexOf('.');
        return hosts.contains(host)
                || (dot > 0 && !host.startsWith("*") && hosts.contains("*" + host.substring(dot)));
    }

    private static List<String> hosts(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .distinct()
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // names nothing that can be read, so it covers nothing
        }
    }

    static boolean isSignedBy(X509Certificate subject, X509Certificate issuer) {
        if (!subject.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static String name(X500Principal principal) {
        String whole = principal.getName();
        try {
            for (Rdn part : new LdapName(whole).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
            return whole;
        } catch (InvalidNameException e) {
            return whole;
        }
    }
}

package dev.sampan.certificate;

import dev.sampan.app.AppName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate that is in use.
 *
 * @param app whose it is; empty for one that serves every app whose host names it covers
 * @param name its folder: `app-shop`, `global-_.example.com`
 * @param digest of its file
 * @param chain the server's certificate first
 * @param source where it comes from
 * @param createdAt when it was taken
 */
public record StoredCertificate(
        Optional<AppName> app,
        String name,
        String digest,
        List<X509Certificate> chain,
        Source source,
        Instant createdAt) {

    /** Where a certificate comes from. */
    public enum Source {
        /** Somebody sent it. */
        UPLOADED,
        /** It was made here, and nobody vouches for it. */
        GENERATED,
        /** A certificate authority issued it by itself, and it is renewed by itself. */
        ISSUED
    }

    public StoredCertificate {
        chain = List.copyOf(chain);
    }

    public CertificateFacts facts() {
        return CertificateFacts.of(chain);
    }

    /** The chain as PEM. */
    public String chainText() {
        return Pem.write(chain);
    }
}

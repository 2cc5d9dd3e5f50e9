package dev.sampan.certificate;

import dev.sampan.app.AppName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A certificate as the database keeps it: without its key. */
@Entity
@Table(name = "certificate")
class CertificateRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for one that serves every app. */
    @Column(name = "app_name")
    private @Nullable String app;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false)
    private String digest;

    @Column(nullable = false)
    private String chain;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private StoredCertificate.Source source;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected CertificateRow() {}

    CertificateRow(StoredCertificate certificate) {
        this.app = certificate.app().map(AppName::value).orElse(null);
        this.name = certificate.name();
        this.digest = certificate.digest();
        this.chain = certificate.chainText();
        this.source = certificate.source();
        this.createdAt = certificate.createdAt();
    }

    StoredCertificate toCertificate() {
        return new StoredCertificate(
                Optional.ofNullable(app).map(AppName::new),
                name,
                digest,
                Pem.readChain(chain),
                source,
                createdAt);
    }
}

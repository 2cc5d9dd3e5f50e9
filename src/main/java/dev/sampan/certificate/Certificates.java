package dev.sampan.certificate;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import dev.sampan.certificate.StoredCertificate.Source;
import dev.sampan.host.SampanHome;
import dev.sampan.router.CertificateFiles;
import dev.sampan.router.InvalidRouteTableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The certificates of apps, one each, and those that serve every app. The database says which there are; keys lie in
 * files that only root and the router read.
 */
@Service
@Transactional
public class Certificates {

    private static final String FALLBACK = "default";
    private static final Duration FALLBACK_VALIDITY = Duration.ofDays(3650);

    private final CertificateRepository rows;
    private final Apps apps;
    private final FormerCertificates former;
    private final CertificateFiles files;

    Certificates(
            CertificateRepository rows, Apps apps, FormerCertificates former, SampanHome home) {
        this.rows = rows;
        this.apps = apps;
        this.former = former;
        this.files = new CertificateFiles(home.home());
    }

    /**
     * Reads what somebody sends: PEM texts one behind the other, or a tar with one `.crt` and one `.key`.
     *
     * @throws RefusedException when it is of no use
     */
    public static KeyedCertificate read(byte[] sent) {
        KeyedCertificate read = Upload.read(sent);
        read.requireUsable(Instant.now());
        return read;
    }

    /** Takes a certificate for an app, or for every app whose host names it covers, in the place of the one before. */
    public StoredCertificate put(
            Optional<AppName> app, KeyedCertificate certificate, Source source) {
        app.ifPresent(apps::require);
        return put(app, folder(app, certificate), certificate, source);
    }

    private StoredCertificate put(
            Optional<AppName> app, String name, KeyedCertificate certificate, Source source) {
        StoredCertificate stored =
                new StoredCertificate(
                        app,
                        name,
                        files.store(name, certificate.toPem()),
                        certificate.chain(),
                        source,
                        Instant.now().truncatedTo(ChronoUnit.MICROS));
        row(app, name).ifPresent(row -> replace(row, stored));
        rows.saveAndFlush(new CertificateRow(stored));
        return stored;
    }

    private void replace(CertificateRow row, StoredCertificate next) {
        StoredCertificate present = row.toCertificate();
        if (!present.digest().equals(next.digest())) {
            present.app().ifPresent(app -> former.keep(app, present));
        }
        delete(row);
    }

    /**
     * Takes the certificate that an app had before its present one, which can be gone back to in turn.
     *
     * @throws RefusedException when there is none, or it is of no use any more
     */
    public StoredCertificate rollBack(AppName app) {
        StoredCertificate present = require(app);
        FormerCertificates.Former before =
                former.of(app)
                        .orElseThrow(
                                () ->
                                        RefusedException.conflict(
                                                "App '%s' had no certificate before '%s'. Send one with `certs:add`"
                                                        .formatted(
                                                                app, present.facts().subject())));
        KeyedCertificate read = readFormer(app, before);
        read.requireUsable(Instant.now());
        return put(Optional.of(app), read, before.source());
    }

    private KeyedCertificate readFormer(AppName app, FormerCertificates.Former before) {
        try {
            return read(before.name(), before.digest());
        } catch (InvalidRouteTableException e) {
            RefusedException refused =
                    RefusedException.conflict(
                            "The certificate that app '%s' had before is missing or damaged on disk. Send it with `certs:add`"
                                    .formatted(app));
            refused.initCause(e);
            throw refused;
        }
    }

    /** The one of an app stays its own when a new app has the name of its folder. */
    private String folder(Optional<AppName> app, KeyedCertificate certificate) {
        if (app.isEmpty()) {
            return "global-" + certificate.facts().hosts().getFirst().replace('*', '_');
        }
        Optional<String> own =
                rows.findByApp(app.get().value()).map(row -> row.toCertificate().name());
        if (own.isPresent()) {
            return own.get();
        }
        String name = "app-" + app.get();
        int number = 1;
        while (rows.findByName(name).isPresent()) {
            number++;
            name = "app-" + app.get() + "." + number;
        }
        return name;
    }

    private Optional<CertificateRow> row(Optional<AppName> app, String name) {
        return app.isPresent() ? rows.findByApp(app.get().value()) : rows.findByName(name);
    }

    /** The one of an app. */
    @Transactional(readOnly = true)
    public Optional<StoredCertificate> of(AppName app) {
        apps.require(app);
        return rows.findByApp(app.value()).map(CertificateRow::toCertificate);
    }

    /** Those that serve every app whose host names they cover. */
    @Transactional(readOnly = true)
    public List<StoredCertificate> global() {
        return rows.findByAppIsNullOrderByName().stream()
                .map(CertificateRow::toCertificate)
                .filter(certificate -> !certificate.name().equals(FALLBACK))
                .toList();
    }

    /** All, by name, but for the fallback. */
    @Transactional(readOnly = true)
    public List<StoredCertificate> all() {
        return rows.findAllByOrderByName().stream()
                .map(CertificateRow::toCertificate)
                .filter(certificate -> !certificate.name().equals(FALLBACK))
                .toList();
    }

    /** What is shown for hosts without a certificate; made when there is none yet, or its file is damaged. */
    public StoredCertificate fallback() {
        Optional<StoredCertificate> known =
                rows.findByName(FALLBACK).map(CertificateRow::toCertificate);
        if (known.isPresent() && isReadable(known.get())) {
            return known.get();
        }
        return put(
                Optional.empty(),
                FALLBACK,
                SelfSigned.forNobody(FALLBACK_VALIDITY),
                Source.GENERATED);
    }

    /** Whether the file is there and whole. */
    @Transactional(readOnly = true)
    public boolean isReadable(StoredCertificate certificate) {
        try {
            return files.read(certificate.name(), certificate.digest()).length > 0;
        } catch (InvalidRouteTableException e) {
            return false; // the router says why, once, when it leaves the certificate out
        }
    }

    /** The key of a certificate, as PEM. */
    @Transactional(readOnly = true)
    public String keyText(StoredCertificate certificate) {
        KeyedCertificate read = read(certificate.name(), certificate.digest());
        return Pem.write("PRIVATE KEY", read.key().getEncoded());
    }

    private KeyedCertificate read(String name, String digest) {
        return Pem.read(new String(files.read(name, digest), StandardCharsets.US_ASCII));
    }

    /** The certificate of an app, which it has to have. */
    private StoredCertificate require(AppName app) {
        return of(app).orElseThrow(
                        () ->
                                RefusedException.notFound(
                                        "App '%s' has no certificate".formatted(app)));
    }

    /**
     * Takes the certificate of an app away, and the one before it.
     *
     * @throws RefusedException when it has none
     */
    public void remove(AppName app) {
        var _ = require(app);
        rows.findByApp(app.value()).ifPresent(this::delete);
        former.forget(app);
    }

    /**
     * Takes one away that serves every app.
     *
     * @param host the first host name that it covers, or the name of its folder
     * @throws RefusedException when there is none
     */
    public void removeGlobal(String host) {
        delete(
                rows.findByAppIsNullOrderByName().stream()
                        .filter(row -> isNamed(row.toCertificate(), host))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        RefusedException.notFound(
                                                "There is no global certificate '%s'"
                                                        .formatted(host))));
    }

    private static boolean isNamed(StoredCertificate certificate, String wanted) {
        return !certificate.name().equals(FALLBACK)
                && (certificate.name().equals(wanted)
                        || certificate.facts().hosts().getFirst().equals(wanted));
    }

    private void delete(CertificateRow row) {
        rows.delete(row);
        rows.flush();
    }
}

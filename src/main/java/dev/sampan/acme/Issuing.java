package dev.sampan.acme;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.RefusedException;
import dev.sampan.certificate.CertificateFacts;
import dev.sampan.certificate.Certificates;
import dev.sampan.certificate.KeyedCertificate;
import dev.sampan.certificate.StoredCertificate;
import dev.sampan.scheduler.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Service;

/** Gets certificates of an authority for apps, renews them, and gives them back. One at a time. */
@Service
public class Issuing {

    /** So often somebody may try by hand before the pause after failures holds for him, too. */
    private static final int FREE_ATTEMPTS = 3;

    private final Authority authority;
    private final AcmeSettings settings;
    private final Enrollments enrollments;
    private final Certificates certificates;
    private final Domains domains;
    private final Scheduler scheduler;
    private final AcmeProperties properties;
    private final ReentrantLock one = new ReentrantLock(true);

    Issuing(
            Authority authority,
            AcmeSettings settings,
            Enrollments enrollments,
            Certificates certificates,
            Domains domains,
            Scheduler scheduler,
            AcmeProperties properties) {
        this.authority = authority;
        this.settings = settings;
        this.enrollments = enrollments;
        this.certificates = certificates;
        this.domains = domains;
        this.scheduler = scheduler;
        this.properties = properties;
    }

    /**
     * Gets a certificate for an app now, and keeps it renewed from now on.
     *
     * @param force whether the pause after failures is left out
     * @throws RefusedException when the app has one that was uploaded, or the authority issues none
     */
    public StoredCertificate enable(AppName app, boolean force) throws InterruptedException {
        Instant now = Instant.now();
        Enrollment before = enrollments.of(app).orElseGet(() -> Enrollment.of(app, now));
        if (!force && before.failures() >= FREE_ATTEMPTS && now.isBefore(before.nextAttempt())) {
            throw RefusedException.conflict(
                    "The authority has refused %d times in a row, and may be asked again at %s. The last time: %s"
                            .formatted(
                                    before.failures(), before.nextAttempt(), before.lastError()));
        }
        return issue(before);
    }

    /** Gets a new certificate for an enrolled app; a failure is kept, with the time of the next attempt. */
    StoredCertificate issue(Enrollment before) throws InterruptedException {
        AppName app = before.app();
        one.lockInterruptibly();
        try {
            List<String> hosts = hosts(app);
            if (properties.checkDns()) {
                IssuableHosts.requireAddresses(hosts);
            }
            KeyedCertificate issued = authority.issue(settings.effective(app), hosts);
            StoredCertificate stored =
                    certificates.put(Optional.of(app), issued, StoredCertificate.Source.ISSUED);
            enrollments.keep(before.succeeded(Instant.now()));
            scheduler.refreshRoutes();
            return stored;
        } catch (RuntimeException e) {
            // Whatever it was, an order may have been used up, and there are few of them.
            Instant allowed =
                    e instanceof IssueFailedException failure ? failure.allowed() : Instant.EPOCH;
            enrollments.keep(before.failed(String.valueOf(e.getMessage()), Instant.now(), allowed));
            throw e;
        } finally {
            one.unlock();
        }
    }

    private List<String> hosts(AppName app) {
        List<String> hosts =
                IssuableHosts.of(domains.configured(app).stream().map(DomainName::value).toList());
        if (hosts.isEmpty()) {
            throw new IssueFailedException(
                    "App '%s' has no public host name that an authority could vouch for. Add one: `domains:add %s shop.example.com`"
                            .formatted(app, app));
        }
        return hosts;
    }

    /** Renews no more, and takes the certificate away when the authority issued it. */
    public void disable(AppName app) {
        boolean enrolled = enrollments.remove(app);
        Optional<StoredCertificate> own = issued(app);
        own.ifPresent(certificate -> certificates.remove(app));
        if (!enrolled && own.isEmpty()) {
            throw RefusedException.conflict(
                    "App '%s' has no certificate of an authority".formatted(app));
        }
        scheduler.refreshRoutes();
    }

    /** Has the authority declare the certificate of an app invalid, and takes it away. */
    public void revoke(AppName app) {
        StoredCertificate own =
                issued(app)
                        .orElseThrow(
                                () ->
                                        RefusedException.conflict(
                                                "App '%s' has no certificate of an authority"
                                                        .formatted(app)));
        authority.revoke(settings.effective(app), own.chain().getFirst());
        disable(app);
    }

    private Optional<StoredCertificate> issued(AppName app) {
        return certificates.of(app).filter(own -> own.source() == StoredCertificate.Source.ISSUED);
    }

    /** Whether the certificate of an app is missing, ends soon or does not cover a host name. */
    boolean isDue(AppName app, Instant now) {
        Map<AcmeProperty, String> holds = settings.effective(app);
        Duration grace =
                Duration.ofSeconds(
                        Long.parseLong(
                                holds.getOrDefault(
                                        AcmeProperty.GRACE_PERIOD,
                                        AcmeProperty.GRACE_PERIOD.standard())));
        Optional<CertificateFacts> facts = issued(app).map(StoredCertificate::facts);
        return facts.isEmpty()
                || !now.isBefore(facts.get().endsAt().minus(grace))
                || !IssuableHosts.of(
                                domains.configured(app).stream().map(DomainName::value).toList())
                        .stream()
                        .allMatch(facts.get()::covers);
    }

    /** When the certificate of an app ends; empty when it has none of an authority. */
    Optional<Instant> endOf(AppName app) {
        return issued(app).map(own -> own.facts().endsAt());
    }

    boolean renewsItself(AppName app) {
        return "true".equals(settings.effective(app).get(AcmeProperty.AUTO_RENEW));
    }
}

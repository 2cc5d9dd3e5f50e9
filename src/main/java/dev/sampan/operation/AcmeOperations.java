package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.acme.AcmeProperty;
import dev.sampan.acme.AcmeSettings;
import dev.sampan.acme.Enrollment;
import dev.sampan.acme.Enrollments;
import dev.sampan.acme.Issuing;
import dev.sampan.acme.Renewals;
import dev.sampan.acme.Renewals.Renewal;
import dev.sampan.app.AppName;
import dev.sampan.certificate.Certificates;
import dev.sampan.certificate.StoredCertificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Certificates that an authority issues by itself. */
@Service
public final class AcmeOperations {

    private static final String GLOBAL = "--global";

    private final Guard guard;
    private final AcmeSettings settings;
    private final Enrollments enrollments;
    private final Issuing issuing;
    private final Renewals renewals;
    private final Certificates certificates;

    AcmeOperations(
            Guard guard,
            AcmeSettings settings,
            Enrollments enrollments,
            Issuing issuing,
            Renewals renewals,
            Certificates certificates) {
        this.guard = guard;
        this.settings = settings;
        this.enrollments = enrollments;
        this.issuing = issuing;
        this.renewals = renewals;
        this.certificates = certificates;
    }

    /**
     * How an app gets its certificates.
     *
     * @param enrollment how it went; empty when the app has none of an authority
     * @param certificate the one that an authority issued
     * @param set what is set for the app
     * @param effective what holds for it
     */
    public record AppEnrollment(
            Optional<Enrollment> enrollment,
            Optional<StoredCertificate> certificate,
            Map<AcmeProperty, String> set,
            Map<AcmeProperty, String> effective) {}

    public AppEnrollment of(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "letsencrypt:report",
                () ->
                        new AppEnrollment(
                                enrollments.of(app),
                                certificates
                                        .of(app)
                                        .filter(
                                                own ->
                                                        own.source()
                                                                == StoredCertificate.Source.ISSUED),
                                settings.of(Optional.of(app)),
                                settings.effective(app)));
    }

    /** What is set for all apps. */
    public Map<AcmeProperty, String> global(Caller caller) {
        return guard.view(
                caller, Guard.PLATFORM, "letsencrypt:report", () -> settings.of(Optional.empty()));
    }

    /** The apps whose certificates come from an authority, by name. */
    public List<AppName> enrolled(Caller caller) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.VIEW,
                "letsencrypt:list",
                () -> enrollments.all().stream().map(Enrollment::app).toList());
    }

    /** Gets a certificate now, and keeps it renewed; force leaves out the pause after failures. */
    public StoredCertificate enable(Caller caller, AppName app, boolean force)
            throws InterruptedException {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "letsencrypt:enable",
                app,
                () -> issuing.enable(app, force));
    }

    /** Renews no more, and takes the certificate away. */
    public void disable(Caller caller, AppName app) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "letsencrypt:disable",
                app,
                () -> {
                    issuing.disable(app);
                    return app;
                });
    }

    /** Has the authority declare the certificate invalid, and takes it away. */
    public void revoke(Caller caller, AppName app) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "letsencrypt:revoke",
                app,
                () -> {
                    issuing.revoke(app);
                    return app;
                });
    }

    /** Renews what is due, of one app or of all. */
    public List<Renewal> renew(Caller caller, Optional<AppName> app) throws InterruptedException {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "letsencrypt:auto-renew",
                app.map(AppName::value).orElse(""),
                () -> renewals.renewNow(app));
    }

    /** Sets a property; the program for TXT records runs as root, so only administrators may name it. */
    public void set(
            Caller caller, Optional<AppName> app, AcmeProperty property, Optional<String> content) {
        boolean ofDeployer = app.isPresent() && property != AcmeProperty.DNS_HOOK;
        guard.change(
                caller,
                app,
                ofDeployer ? Permission.DEPLOY : Permission.ADMINISTER,
                "letsencrypt:set",
                app.map(AppName::value).orElse(GLOBAL) + " " + property.key(),
                () -> {
                    settings.set(app, property, content);
                    return property;
                });
    }
}

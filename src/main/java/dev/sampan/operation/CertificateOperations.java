package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.RefusedException;
import dev.sampan.certificate.CertificateFacts;
import dev.sampan.certificate.Certificates;
import dev.sampan.certificate.KeyedCertificate;
import dev.sampan.certificate.SelfSigned;
import dev.sampan.certificate.StoredCertificate;
import dev.sampan.certificate.TransportProperty;
import dev.sampan.certificate.TransportSettings;
import dev.sampan.scheduler.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** The certificates of apps, and what is asked of connections to them; every change reaches the router at once. */
@Service
public final class CertificateOperations {

    private static final String GLOBAL = "--global";
    private static final Duration GENERATED_VALIDITY = Duration.ofDays(365);

    private final Guard guard;
    private final Apps apps;
    private final Domains domains;
    private final Certificates certificates;
    private final TransportSettings settings;
    private final Scheduler scheduler;

    CertificateOperations(
            Guard guard,
            Apps apps,
            Domains domains,
            Certificates certificates,
            TransportSettings settings,
            Scheduler scheduler) {
        this.guard = guard;
        this.apps = apps;
        this.domains = domains;
        this.certificates = certificates;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    /**
     * What an app has of certificates.
     *
     * @param own its own one
     * @param readable whether the file of that one is there and whole
     * @param shared those of all apps that cover one of its host names
     * @param uncovered its host names for which there is none
     */
    public record AppCertificates(
            Optional<StoredCertificate> own,
            boolean readable,
            List<StoredCertificate> shared,
            List<DomainName> uncovered) {}

    /**
     * A certificate that was taken.
     *
     * @param uncovered host names of the app that it does not cover
     */
    public record Taken(StoredCertificate certificate, List<DomainName> uncovered) {}

    /**
     * What is asked of connections.
     *
     * @param set what somebody set here
     * @param effective what holds
     */
    public record Transport(
            Map<TransportProperty, String> set, Map<TransportProperty, String> effective) {}

    public AppCertificates of(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "certs:report",
                () -> {
                    Optional<StoredCertificate> own = certificates.of(app);
                    List<DomainName> names = domains.configured(app);
                    List<StoredCertificate> shared =
                            certificates.global().stream()
                                    .filter(
                                            one ->
                                                    names.stream()
                                                            .anyMatch(name -> covers(one, name)))
                                    .toList();
                    return new AppCertificates(
                            own,
                            own.isPresent() && certificates.isReadable(own.get()),
                            shared,
                            names.stream()
                                    .filter(
                                            name ->
                                                    own.stream()
                                                            .noneMatch(one -> covers(one, name)))
                                    .filter(
                                            name ->
                                                    shared.stream()
                                                            .noneMatch(one -> covers(one, name)))
                                    .toList());
                });
    }

    private static boolean covers(StoredCertificate certificate, DomainName name) {
        return certificate.facts().covers(name.value());
    }

    /** Those that serve every app whose host names they cover. */
    public List<StoredCertificate> global(Caller caller) {
        return guard.view(caller, Guard.PLATFORM, "certs:report", certificates::global);
    }

    /**
     * Takes a certificate that somebody sends, for an app or for all.
     *
     * @param sent PEM texts one behind the other, or a tar with one `.crt` and one `.key`
     * @throws RefusedException when key, chain and time do not fit together
     */
    public Taken add(Caller caller, Optional<AppName> app, byte[] sent) {
        return change(
                caller,
                "certs:add",
                app,
                () -> put(app, Certificates.read(sent), StoredCertificate.Source.UPLOADED));
    }

    /** Makes a certificate for an app for which nobody vouches. */
    public Taken generate(Caller caller, AppName app, DomainName name) {
        return change(
                caller,
                "certs:generate",
                Optional.of(app),
                () ->
                        put(
                                Optional.of(app),
                                SelfSigned.of(List.of(name.value()), GENERATED_VALIDITY),
                                StoredCertificate.Source.GENERATED));
    }

    private Taken put(
            Optional<AppName> app, KeyedCertificate certificate, StoredCertificate.Source source) {
        app.ifPresent(apps::require);
        return taken(app, certificates.put(app, certificate, source));
    }

    private Taken taken(Optional<AppName> app, StoredCertificate stored) {
        CertificateFacts facts = stored.facts();
        return new Taken(
                stored,
                app.map(domains::configured).orElse(List.of()).stream()
                        .filter(name -> !facts.covers(name.value()))
                        .toList());
    }

    /** Takes the certificate that an app had before its present one. */
    public Taken rollBack(Caller caller, AppName app) {
        return change(
                caller,
                "certs:rollback",
                Optional.of(app),
                () -> taken(Optional.of(app), certificates.rollBack(app)));
    }

    /** Takes the certificate of an app away, and the one before it. */
    public void remove(Caller caller, AppName app) {
        change(
                caller,
                "certs:remove",
                Optional.of(app),
                () -> {
                    certificates.remove(app);
                    return app;
                });
    }

    /** Takes a certificate of all apps away, by the first host name that it covers. */
    public void removeGlobal(Caller caller, String host) {
        change(
                caller,
                "certs:remove",
                Optional.empty(),
                () -> {
                    certificates.removeGlobal(host);
                    return host;
                });
    }

    /** The chain of an app's certificate, as PEM. */
    public String chain(Caller caller, AppName app) {
        return guard.view(caller, app, "certs:show", () -> require(app).chainText());
    }

    /** The key of an app's certificate, as PEM; who asked for it stands in the audit log. */
    public String key(Caller caller, AppName app) {
        return guard.change(
                caller,
                app,
                Permission.ADMINISTER,
                "certs:show",
                app + " key",
                () -> certificates.keyText(require(app)));
    }

    private StoredCertificate require(AppName app) {
        return certificates
                .of(app)
                .orElseThrow(
                        () ->
                                RefusedException.notFound(
                                        "App '%s' has no certificate".formatted(app)));
    }

    /** What is asked of the connections to an app. */
    public Transport transport(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "certs:report",
                () -> new Transport(settings.of(Optional.of(app)), settings.effective(app)));
    }

    /** What is set for the connections to all apps. */
    public Map<TransportProperty, String> globalTransport(Caller caller) {
        return guard.view(
                caller, Guard.PLATFORM, "certs:report", () -> settings.of(Optional.empty()));
    }

    /** Sets what is asked of connections to an app, or to all; empty forgets what was set there. */
    public void set(
            Caller caller,
            Optional<AppName> app,
            TransportProperty property,
            Optional<String> content) {
        change(
                caller,
                "certs:set",
                app,
                () -> {
                    settings.set(app, property, content);
                    return property;
                });
    }

    private <T> T change(Caller caller, String action, Optional<AppName> app, Supplier<T> work) {
        return guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                action,
                app.map(AppName::value).orElse(GLOBAL),
                () -> {
                    T answer = work.get();
                    scheduler.refreshRoutes();
                    return answer;
                });
    }
}

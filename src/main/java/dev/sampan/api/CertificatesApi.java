package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.RefusedException;
import dev.sampan.certificate.CertificateFacts;
import dev.sampan.certificate.StoredCertificate;
import dev.sampan.certificate.TransportProperty;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CertificateOperations;
import dev.sampan.operation.CertificateOperations.AppCertificates;
import dev.sampan.operation.CertificateOperations.Transport;
import io.swagger.v3.oas.annotations.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The certificates of apps, and what is asked of connections to them. Keys go in and never out. */
@RestController
class CertificatesApi {

    private static final String OF_APP = "/api/v1/apps/{app}/certificate";
    private static final String OF_ALL = "/api/v1/certificates";

    private final CertificateOperations certificates;

    CertificatesApi(CertificateOperations certificates) {
        this.certificates = certificates;
    }

    /**
     * A certificate.
     *
     * @param source `uploaded`, `generated` or `issued`
     * @param chain PEM, the server's certificate first
     */
    record CertificateView(
            String subject,
            String issuer,
            List<String> hosts,
            Instant startsAt,
            Instant endsAt,
            boolean selfSigned,
            String source,
            String chain) {

        static CertificateView of(StoredCertificate certificate) {
            CertificateFacts facts = certificate.facts();
            return new CertificateView(
                    facts.subject(),
                    facts.issuer(),
                    facts.hosts(),
                    facts.startsAt(),
                    facts.endsAt(),
                    facts.selfSigned(),
                    certificate.source().name().toLowerCase(Locale.ROOT),
                    certificate.chainText());
        }
    }

    /**
     * What an app has of certificates.
     *
     * @param certificate its own one
     * @param damaged whether the file of that one is missing or damaged
     * @param shared those of all apps that cover one of its host names
     * @param uncovered its host names for which there is none
     * @param settings what is set for it: `hsts`, `hsts-max-age`, …
     * @param effective what holds
     */
    record AppCertificateView(
            @Nullable CertificateView certificate,
            boolean damaged,
            List<CertificateView> shared,
            List<String> uncovered,
            Map<String, String> settings,
            Map<String, String> effective) {

        static AppCertificateView of(AppCertificates app, Transport transport) {
            return new AppCertificateView(
                    app.own().map(CertificateView::of).orElse(null),
                    app.own().isPresent() && !app.readable(),
                    app.shared().stream().map(CertificateView::of).toList(),
                    app.uncovered().stream().map(DomainName::value).toList(),
                    words(transport.set()),
                    words(transport.effective()));
        }

        private static Map<String, String> words(Map<TransportProperty, String> settings) {
            Map<String, String> words = new TreeMap<>();
            settings.forEach((property, content) -> words.put(property.key(), content));
            return words;
        }
    }

    /** A certificate to be taken: PEM, the chain with the server's certificate first, and its key. */
    record NewCertificate(@Nullable String chain, @Nullable String key) {

        byte[] sent() {
            if (chain == null || key == null) {
                throw RefusedException.invalid("The fields 'chain' and 'key' are needed");
            }
            return (chain + "\n" + key).getBytes(StandardCharsets.UTF_8);
        }
    }

    @GetMapping(OF_APP)
    @Operation(summary = "The certificate of an app, and what is asked of connections to it")
    AppCertificateView get(Caller caller, @PathVariable String app) {
        AppName name = AppName.parse(app);
        return AppCertificateView.of(
                certificates.of(caller, name), certificates.transport(caller, name));
    }

    @PutMapping(OF_APP)
    @Operation(summary = "Takes a certificate and its key; it is in use at once")
    AppCertificateView put(
            Caller caller, @PathVariable String app, @RequestBody NewCertificate certificate) {
        var _ = certificates.add(caller, Optional.of(AppName.parse(app)), certificate.sent());
        return get(caller, app);
    }

    @DeleteMapping(OF_APP)
    @Operation(summary = "Takes the certificate of an app away")
    AppCertificateView remove(Caller caller, @PathVariable String app) {
        certificates.remove(caller, AppName.parse(app));
        return get(caller, app);
    }

    @PatchMapping(OF_APP)
    @Operation(
            summary =
                    "Sets https-redirect, hsts, hsts-max-age, hsts-include-subdomains, hsts-preload; empty goes back to the default")
    AppCertificateView set(
            Caller caller, @PathVariable String app, @RequestBody Map<String, String> wanted) {
        wanted.keySet().forEach(CertificatesApi::property);
        wanted.forEach(
                (key, content) ->
                        certificates.set(
                                caller,
                                Optional.of(AppName.parse(app)),
                                property(key),
                                Optional.of(content).filter(text -> !text.isBlank())));
        return get(caller, app);
    }

    private static TransportProperty property(String key) {
        return TransportProperty.find(key)
                .orElseThrow(
                        () ->
                                RefusedException.invalid(
                                        "'%s' is no property. There are %s"
                                                .formatted(
                                                        key,
                                                        String.join(
                                                                ", ", TransportProperty.keys()))));
    }

    @GetMapping(OF_ALL)
    @Operation(summary = "The certificates that serve every app whose host names they cover")
    List<CertificateView> global(Caller caller) {
        return certificates.global(caller).stream().map(CertificateView::of).toList();
    }

    @PutMapping(OF_ALL)
    @Operation(summary = "Takes a certificate for every app whose host names it covers")
    List<CertificateView> putGlobal(Caller caller, @RequestBody NewCertificate certificate) {
        var _ = certificates.add(caller, Optional.empty(), certificate.sent());
        return global(caller);
    }

    @DeleteMapping(OF_ALL + "/{host}")
    @Operation(summary = "Takes one away, by the first host name that it covers")
    List<CertificateView> removeGlobal(Caller caller, @PathVariable String host) {
        certificates.removeGlobal(caller, host);
        return global(caller);
    }
}

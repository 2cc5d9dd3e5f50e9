package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Domains;
import dev.sampan.certificate.Certificates;
import dev.sampan.certificate.StoredCertificate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The addresses under which people reach an app. */
@Component
public final class Addresses {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Domains domains;
    private final Certificates certificates;
    private final int port;
    private final int securePort;

    Addresses(
            Domains domains,
            Certificates certificates,
            @Value("${sampan.router.http-port:80}") int port,
            @Value("${sampan.router.https-port:443}") int securePort) {
        this.domains = domains;
        this.certificates = certificates;
        this.port = port;
        this.securePort = securePort;
    }

    /** One for each host name, as in `http://hello.localhost`; with TLS where a certificate covers the name. */
    public List<String> of(AppName app) {
        List<StoredCertificate> usable = new ArrayList<>(certificates.global());
        certificates.of(app).ifPresent(usable::add);
        return domains.of(app).stream()
                .map(
                        domain ->
                                usable.stream().anyMatch(one -> one.facts().covers(domain.value()))
                                        ? "https://" + domain + suffix(securePort, HTTPS_PORT)
                                        : "http://" + domain + suffix(port, HTTP_PORT))
                .toList();
    }

    private static String suffix(int port, int usual) {
        return port == usual ? "" : ":" + port;
    }
}

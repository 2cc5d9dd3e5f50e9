package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Domains;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The addresses under which people reach an app. */
@Component
public final class Addresses {

    private static final int HTTP_PORT = 80;

    private final Domains domains;
    private final int port;

    Addresses(Domains domains, @Value("${sampan.router.http-port:80}") int port) {
        this.domains = domains;
        this.port = port;
    }

    /** One for each host name, as in `http://hello.localhost`. */
    public List<String> of(AppName app) {
        return domains.of(app).stream()
                .map(domain -> "http://" + domain + (port == HTTP_PORT ? "" : ":" + port))
                .toList();
    }
}

package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.operation.DomainOperations;
import dev.sampan.operation.ProxyOperations;
import dev.sampan.operation.SharedNetworkOperations;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What the router does for an app, told in nginx's words. Nothing reads that text but people and their scripts. */
@Component
final class NginxConfig {

    private static final List<ProxyProperty> OF_SERVER =
            List.of(ProxyProperty.CLIENT_MAX_BODY_SIZE, ProxyProperty.CLIENT_BODY_TIMEOUT);
    private static final List<ProxyProperty> OF_LOCATION =
            List.of(ProxyProperty.PROXY_CONNECT_TIMEOUT, ProxyProperty.PROXY_READ_TIMEOUT);

    private final DomainOperations domains;
    private final ProxyOperations proxy;
    private final SharedNetworkOperations networks;

    NginxConfig(DomainOperations domains, ProxyOperations proxy, SharedNetworkOperations networks) {
        this.domains = domains;
        this.proxy = proxy;
        this.networks = networks;
    }

    void show(Invocation call) {
        AppName app = call.onlyApp();
        DomainOperations.AppDomains names = domains.of(call.caller(), app);
        ProxyConfig config = proxy.of(call.caller(), app);
        List<String> listeners = networks.webListeners(call.caller(), app);
        if (listeners.isEmpty() || config.isDisabled() || !names.enabled()) {
            throw new UsageException("No nginx.conf exists for " + app);
        }
        Terminal terminal = call.terminal();
        terminal.line("# There is no nginx: this is what the router does for " + app);
        terminal.line("upstream %s {".formatted(app));
        listeners.forEach(listener -> terminal.line("  server %s;".formatted(listener)));
        terminal.line("}");
        terminal.line("server {");
        terminal.line(
                "  server_name %s;"
                        .formatted(
                                names.names().stream()
                                        .map(name -> name.value())
                                        .collect(Collectors.joining(" "))));
        write(terminal, "  ", OF_SERVER, config);
        terminal.line("  location / {");
        terminal.line("    proxy_pass http://%s;".formatted(app));
        write(terminal, "    ", OF_LOCATION, config);
        terminal.line("  }");
        terminal.line("}");
    }

    private static void write(
            Terminal terminal, String indent, List<ProxyProperty> properties, ProxyConfig config) {
        for (ProxyProperty property : properties) {
            terminal.line(
                    "%s%s %s;"
                            .formatted(
                                    indent,
                                    property.word().replace('-', '_'),
                                    config.value(property)));
        }
    }
}

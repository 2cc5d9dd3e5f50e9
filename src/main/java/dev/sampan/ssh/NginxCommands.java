package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.certificate.TransportProperty;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.CertificateOperations;
import dev.sampan.operation.CertificateOperations.Transport;
import dev.sampan.operation.ProxyOperations;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The commands `nginx:…`: other names for what the router does, for scripts and fingers that know dokku. */
@Component
final class NginxCommands implements CommandGroup {

    /** Those of dokku's nginx; the redirect to TLS is none of them. */
    private static final List<TransportProperty> HSTS =
            Arrays.stream(TransportProperty.values())
                    .filter(property -> property.key().startsWith("hsts"))
                    .toList();

    private final ProxyOperations proxy;
    private final CertificateOperations certificates;
    private final AppOperations apps;
    private final NginxLogCommands logs;
    private final NginxConfig config;

    NginxCommands(
            ProxyOperations proxy,
            CertificateOperations certificates,
            AppOperations apps,
            NginxLogCommands logs,
            NginxConfig config) {
        this.proxy = proxy;
        this.certificates = certificates;
        this.apps = apps;
        this.logs = logs;
        this.config = config;
    }

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String title() {
        return "Set properties of the router, and read its log, under their names in dokku";
    }

    @Override
    public List<CommandEntry> commands() {
        return Stream.concat(own().stream(), logs.commands().stream()).toList();
    }

    private List<CommandEntry> own() {
        return List.of(
                new CommandEntry(
                        "nginx:report",
                        "[<app>|--global] [<flag>]",
                        "Show the properties that proxy:set sets",
                        this::report),
                new CommandEntry(
                        "nginx:set",
                        "(<app>|--global) <property> [<value>]",
                        "The same as proxy:set, which lists the properties, and as certs:set for hsts",
                        this::set),
                new CommandEntry(
                        "nginx:show-conf", "<app>", "The same as nginx:show-config", config::show),
                new CommandEntry(
                        "nginx:show-config",
                        "<app>",
                        "Show what the router does for an app, in nginx's words",
                        config::show));
    }

    private void set(Invocation call) {
        PropertyChange change = PropertyChange.of(call);
        Optional<TransportProperty> hsts =
                HSTS.stream().filter(one -> one.key().equals(change.property())).findFirst();
        if (hsts.isEmpty()) {
            ProxyProperties.set(call, proxy, name());
            return;
        }
        certificates.set(call.caller(), change.app(), hsts.get(), change.value());
        change.tell(call.terminal());
    }

    private void report(Invocation call) {
        Function<AppName, Optional<Instant>> visits = logs.lastVisits(call);
        new Report(name(), "--nginx-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app, visits.apply(app)),
                        () -> globalFacts(call));
    }

    private Map<String, String> facts(Invocation call, AppName app, Optional<Instant> lastVisit) {
        Map<String, String> facts = globalFacts(call);
        facts.put(
                "--nginx-last-visited-at",
                lastVisit.map(time -> Long.toString(time.getEpochSecond())).orElse(""));
        facts.putAll(ProxyProperties.facts(proxy.of(call.caller(), app), name(), false));
        Transport transport = certificates.transport(call.caller(), app);
        for (TransportProperty property : HSTS) {
            String key = property.key();
            facts.put("--nginx-" + key, transport.set().getOrDefault(property, ""));
            facts.put(
                    "--nginx-computed-" + key,
                    transport.effective().getOrDefault(property, property.standard()));
        }
        return facts;
    }

    private Map<String, String> globalFacts(Invocation call) {
        Map<String, String> facts =
                new TreeMap<>(ProxyProperties.facts(proxy.global(call.caller()), name(), true));
        Map<TransportProperty, String> set = certificates.globalTransport(call.caller());
        for (TransportProperty property : HSTS) {
            facts.put("--nginx-global-" + property.key(), set.getOrDefault(property, ""));
            facts.put(
                    "--nginx-computed-" + property.key(),
                    set.getOrDefault(property, property.standard()));
        }
        return facts;
    }
}

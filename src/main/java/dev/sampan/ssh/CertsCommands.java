package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.certificate.CertificateChain;
import dev.sampan.certificate.CertificateFacts;
import dev.sampan.certificate.MatchingKey;
import dev.sampan.certificate.StoredCertificate;
import dev.sampan.certificate.TransportProperty;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.CertificateOperations;
import dev.sampan.operation.CertificateOperations.AppCertificates;
import dev.sampan.operation.CertificateOperations.Taken;
import dev.sampan.operation.CertificateOperations.Transport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The commands `certs:…`. */
@Component
final class CertsCommands implements CommandGroup {

    private static final String GLOBAL = "--global";

    private final CertificateOperations certificates;
    private final AppOperations apps;

    CertsCommands(CertificateOperations certificates, AppOperations apps) {
        this.certificates = certificates;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "certs";
    }

    @Override
    public String title() {
        return "Manage certificates (TLS)";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "certs:add",
                        "(<app>|--global) [CRT KEY]",
                        "Take a certificate and its key: PEM texts on the standard input, or a tar with a .crt and a .key",
                        this::add),
                new CommandEntry(
                        "certs:chain",
                        "[CRT ...]",
                        "Put certificates in the order of a chain: PEM texts on the standard input",
                        this::chain),
                new CommandEntry(
                        "certs:generate",
                        "<app> DOMAIN",
                        "Make a certificate for which nobody vouches",
                        this::generate),
                new CommandEntry(
                        "certs:key",
                        "<app> [CRT KEY ...]",
                        "Show which of several keys is a certificate's: PEM texts on the standard input",
                        this::matchingKey),
                new CommandEntry(
                        "certs:remove",
                        "(<app>|--global HOST)",
                        "Take a certificate away",
                        this::remove),
                new CommandEntry(
                        "certs:report",
                        "[<app>|--global] [<flag>]",
                        "Show the certificates of apps",
                        this::report),
                new CommandEntry(
                        "certs:rollback",
                        "<app>",
                        "Take the certificate that was in use before the present one",
                        call -> tell(call, certificates.rollBack(call.caller(), call.onlyApp()))),
                new CommandEntry(
                        "certs:set",
                        "(<app>|--global) <property> [<value>]",
                        "Set https-redirect, hsts, hsts-max-age, hsts-include-subdomains or hsts-preload",
                        this::set),
                new CommandEntry(
                        "certs:show",
                        "<app> (crt|key)",
                        "Show a certificate or its key",
                        this::show),
                new CommandEntry(
                        "certs:update",
                        "(<app>|--global) [CRT KEY]",
                        "Take a certificate in the place of another, as certs:add",
                        this::add));
    }

    private void add(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        Optional<AppName> app = app(call, options);
        int words = options.rest().size() - (app.isPresent() ? 1 : 0);
        if (words > 0) {
            throw new UsageException(
                    "Files are read where you are: `cat server.crt server.key | ssh … %s %s`, or a tar of both; `./sampan` on the server takes their names"
                            .formatted(
                                    call.entry().name(), app.map(AppName::value).orElse(GLOBAL)));
        }
        Taken taken = certificates.add(call.caller(), app, call.readBytes());
        tell(call, taken);
    }

    private void chain(Invocation call) {
        if (!Options.none(call.arguments()).rest().isEmpty()) {
            throw new UsageException(
                    "Files are read where you are: `cat *.crt | ssh … certs:chain`; `./sampan` on the server takes their names");
        }
        call.terminal().text(CertificateChain.order(call.readBytes()));
    }

    private void matchingKey(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        var _ = apps.details(call.caller(), app);
        if (rest.size() > 1) {
            throw new UsageException(
                    "Files are read where you are: `cat server.crt *.key | ssh … certs:key %s`; `./sampan` on the server takes their names"
                            .formatted(app));
        }
        call.terminal().text(MatchingKey.find(call.readBytes()));
    }

    private void generate(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2);
        tell(call, certificates.generate(call.caller(), app, DomainName.parse(rest.get(1))));
    }

    private static void tell(Invocation call, Taken taken) {
        CertificateFacts facts = taken.certificate().facts();
        call.terminal()
                .step(
                        "Certificate '%s' for %s is in use until %s"
                                .formatted(
                                        facts.subject(),
                                        String.join(" ", facts.hosts()),
                                        facts.endsAt()));
        for (DomainName name : taken.uncovered()) {
            call.terminal().exclaim("It does not cover %s".formatted(name));
        }
    }

    private void remove(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        if (options.has(GLOBAL)) {
            call.expect(options.rest().size() == 1);
            certificates.removeGlobal(call.caller(), options.rest().getFirst());
            call.terminal().step("Removed the certificate %s".formatted(options.rest().getFirst()));
            return;
        }
        AppName app = call.onlyApp(options);
        certificates.remove(call.caller(), app);
        call.terminal().step("Removed the certificate of %s".formatted(app));
    }

    private void show(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2 && Set.of("crt", "key").contains(rest.get(1)));
        call.terminal()
                .text(
                        rest.get(1).equals("key")
                                ? certificates.key(call.caller(), app)
                                : certificates.chain(call.caller(), app));
    }

    private void set(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        Optional<AppName> app = app(call, options);
        int first = app.isPresent() ? 1 : 0;
        List<String> rest = options.rest();
        call.expect(rest.size() == first + 1 || rest.size() == first + 2);
        TransportProperty property =
                TransportProperty.find(rest.get(first))
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "Invalid property '%s', valid properties: %s"
                                                        .formatted(
                                                                rest.get(first),
                                                                String.join(
                                                                        ", ",
                                                                        TransportProperty
                                                                                .keys()))));
        Optional<String> content =
                rest.stream().skip(first + 1L).filter(text -> !text.isBlank()).findFirst();
        certificates.set(call.caller(), app, property, content);
        call.terminal()
                .header(
                        content.map(text -> "Setting %s to %s".formatted(property.key(), text))
                                .orElse("Unsetting " + property.key()));
    }

    private static Optional<AppName> app(Invocation call, Options options) {
        return options.has(GLOBAL) ? Optional.empty() : Optional.of(call.app(options.rest()));
    }

    private void report(Invocation call) {
        Report report = new Report("ssl", "--ssl-");
        Report.Question question = Report.question(call);
        report.write(
                question,
                call.terminal(),
                apps.list(call.caller()),
                app ->
                        facts(
                                certificates.of(call.caller(), app),
                                certificates.transport(call.caller(), app)),
                () -> globalFacts(call));
    }

    private Map<String, String> globalFacts(Invocation call) {
        Map<String, String> facts = new TreeMap<>();
        List<StoredCertificate> global = certificates.global(call.caller());
        facts.put("--ssl-global-count", Integer.toString(global.size()));
        global.forEach(
                one ->
                        facts.put(
                                "--ssl-global-" + one.facts().hosts().getFirst(),
                                "until " + one.facts().endsAt()));
        Map<TransportProperty, String> set = certificates.globalTransport(call.caller());
        for (TransportProperty property : TransportProperty.values()) {
            facts.put("--ssl-global-" + property.key(), set.getOrDefault(property, ""));
        }
        return facts;
    }

    private static Map<String, String> facts(AppCertificates app, Transport transport) {
        Map<String, String> facts = new TreeMap<>();
        Optional<CertificateFacts> own = app.own().map(StoredCertificate::facts);
        facts.put("--ssl-dir", app.own().map(one -> "certs/" + one.name()).orElse(""));
        facts.put("--ssl-enabled", Boolean.toString(own.isPresent() || !app.shared().isEmpty()));
        facts.put("--ssl-expires-at", own.map(one -> one.endsAt().toString()).orElse(""));
        facts.put("--ssl-hostnames", own.map(one -> String.join(" ", one.hosts())).orElse(""));
        facts.put("--ssl-issuer", own.map(CertificateFacts::issuer).orElse(""));
        facts.put("--ssl-starts-at", own.map(one -> one.startsAt().toString()).orElse(""));
        facts.put("--ssl-subject", own.map(CertificateFacts::subject).orElse(""));
        facts.put("--ssl-verified", own.map(one -> verified(one, app)).orElse(""));
        facts.put(
                "--ssl-source",
                app.own()
                        .map(one -> one.source().name().toLowerCase(java.util.Locale.ROOT))
                        .orElse(""));
        facts.put("--ssl-uncovered", joined(app.uncovered()));
        facts.put(
                "--ssl-global-certificates",
                app.shared().stream()
                        .map(one -> one.facts().hosts().getFirst())
                        .collect(Collectors.joining(" ")));
        for (TransportProperty property : TransportProperty.values()) {
            facts.put("--ssl-" + property.key(), transport.set().getOrDefault(property, ""));
            facts.put(
                    "--ssl-computed-" + property.key(),
                    transport.effective().getOrDefault(property, ""));
        }
        return facts;
    }

    private static String verified(CertificateFacts facts, AppCertificates app) {
        if (!app.readable()) {
            return "damaged on disk, send it again";
        }
        return facts.selfSigned() ? "self signed" : "vouched for by " + facts.issuer();
    }

    private static String joined(Collection<DomainName> names) {
        return names.stream().map(DomainName::value).collect(Collectors.joining(" "));
    }
}

package dev.sampan.ssh;

import dev.sampan.acme.AcmeProperty;
import dev.sampan.acme.Enrollment;
import dev.sampan.acme.Renewals.Renewal;
import dev.sampan.app.AppName;
import dev.sampan.certificate.StoredCertificate;
import dev.sampan.operation.AcmeOperations;
import dev.sampan.operation.AcmeOperations.AppEnrollment;
import dev.sampan.operation.AppOperations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `letsencrypt:…`, by the names of dokku's plug-in; every authority that speaks ACME will do. */
@Component
final class LetsencryptCommands implements CommandGroup {

    private static final String GLOBAL = "--global";
    private static final String ROW = "%-24s %-26s %-12s %s";

    private final AcmeOperations acme;
    private final AppOperations apps;

    LetsencryptCommands(AcmeOperations acme, AppOperations apps) {
        this.acme = acme;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "letsencrypt";
    }

    @Override
    public String title() {
        return "Get certificates from an authority, and renew them";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "letsencrypt:active",
                        "<app>",
                        "Say whether the certificate of an app comes from an authority",
                        this::active),
                new CommandEntry(
                        "letsencrypt:auto-renew", "[<app>]", "Renew what is due now", this::renew),
                new CommandEntry(
                        "letsencrypt:cleanup",
                        "<app>",
                        "Nothing to do: old certificates are removed by themselves",
                        this::cleanup),
                new CommandEntry(
                        "letsencrypt:cron-job",
                        "[--add|--remove]",
                        "Renew certificates by themselves, or do not",
                        this::cronJob),
                new CommandEntry(
                        "letsencrypt:disable",
                        "<app>",
                        "Take the authority's certificate away",
                        this::disable),
                new CommandEntry(
                        "letsencrypt:enable",
                        "[--force] <app>",
                        "Get a certificate for the host names of an app, and keep it renewed",
                        this::enable),
                new CommandEntry(
                        "letsencrypt:list", "", "List certificates and when they end", this::list),
                new CommandEntry(
                        "letsencrypt:report",
                        "[<app>|--global] [<flag>]",
                        "Show how apps get their certificates",
                        this::report),
                new CommandEntry(
                        "letsencrypt:revoke",
                        "<app>",
                        "Have the authority declare a certificate invalid",
                        this::revoke),
                new CommandEntry(
                        "letsencrypt:set",
                        "(<app>|--global) <property> [<value>]",
                        "Set email, server, graceperiod, challenge, dns-hook or auto-renew",
                        this::set));
    }

    private void active(Invocation call) {
        boolean active = acme.of(call.caller(), call.onlyApp()).certificate().isPresent();
        call.terminal().line(Boolean.toString(active));
        if (!active) {
            throw new ExitException(1);
        }
    }

    private void enable(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of("--force"), Set.of());
        AppName app = call.onlyApp(options);
        call.terminal().step("Asking for a certificate for %s".formatted(app));
        StoredCertificate certificate =
                acme.enable(call.caller(), app, options.has("--force") || call.force());
        call.terminal()
                .step(
                        "Certificate for %s is in use until %s, and is renewed by itself"
                                .formatted(
                                        String.join(" ", certificate.facts().hosts()),
                                        certificate.facts().endsAt()));
    }

    private void disable(Invocation call) {
        AppName app = call.onlyApp();
        acme.disable(call.caller(), app);
        call.terminal().step("Disabled the authority's certificate of %s".formatted(app));
    }

    private void revoke(Invocation call) {
        AppName app = call.onlyApp();
        acme.revoke(call.caller(), app);
        call.terminal().step("Revoked the certificate of %s".formatted(app));
    }

    private void renew(Invocation call) throws InterruptedException {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() <= 1);
        Optional<AppName> app = rest.stream().findFirst().map(AppName::parse);
        boolean failed = false;
        for (Renewal renewal : acme.renew(call.caller(), app)) {
            if (renewal.failure().isEmpty()) {
                call.terminal().step("Renewed the certificate of %s".formatted(renewal.app()));
            } else {
                call.terminal().fail("%s: %s".formatted(renewal.app(), renewal.failure()));
                failed = true;
            }
        }
        call.terminal().step("Finished auto-renewal");
        if (failed) {
            throw new ExitException(1);
        }
    }

    private void cleanup(Invocation call) {
        AppName app = call.onlyApp();
        acme.of(call.caller(), app);
        call.terminal().step("Old certificates of %s are removed by themselves".formatted(app));
    }

    private void cronJob(Invocation call) {
        Options options = call.options(Set.of("--add", "--remove"), Set.of());
        call.expect(options.rest().isEmpty() && options.has("--add") != options.has("--remove"));
        boolean add = options.has("--add");
        acme.set(
                call.caller(),
                Optional.empty(),
                AcmeProperty.AUTO_RENEW,
                add ? Optional.empty() : Optional.of("false"));
        call.terminal()
                .step(
                        add
                                ? "Certificates are renewed by themselves"
                                : "Certificates are not renewed by themselves any more");
    }

    private void list(Invocation call) {
        call.expect(call.arguments().isEmpty());
        call.terminal()
                .header(ROW.formatted("App", "Ends", "Days left", "The last attempt").strip());
        for (AppName app : acme.enrolled(call.caller())) {
            AppEnrollment seen = acme.of(call.caller(), app);
            Optional<Instant> end = seen.certificate().map(one -> one.facts().endsAt());
            call.terminal()
                    .line(
                            ROW.formatted(
                                            app,
                                            end.map(Instant::toString).orElse("none yet"),
                                            end.map(LetsencryptCommands::days).orElse(""),
                                            seen.enrollment().map(Enrollment::lastError).orElse(""))
                                    .stripTrailing());
        }
    }

    private static String days(Instant end) {
        return Long.toString(Duration.between(Instant.now(), end).toDays());
    }

    private void set(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        int first = options.has(GLOBAL) ? 0 : 1;
        List<String> rest = options.rest();
        call.expect(rest.size() == first + 1 || rest.size() == first + 2);
        Optional<AppName> app =
                options.has(GLOBAL) ? Optional.empty() : Optional.of(call.app(rest));
        AcmeProperty property =
                AcmeProperty.find(rest.get(first))
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "Invalid property '%s', valid properties: %s"
                                                        .formatted(
                                                                rest.get(first),
                                                                String.join(
                                                                        ", ",
                                                                        AcmeProperty.keys()))));
        Optional<String> content =
                rest.stream().skip(first + 1L).filter(text -> !text.isBlank()).findFirst();
        acme.set(call.caller(), app, property, content);
        call.terminal()
                .header(
                        content.map(text -> "Setting %s to %s".formatted(property.key(), text))
                                .orElse("Unsetting " + property.key()));
    }

    private void report(Invocation call) {
        Report report = new Report("letsencrypt", "--letsencrypt-");
        Report.Question question = Report.question(call);
        Map<AcmeProperty, String> global = acme.global(call.caller());
        report.write(
                question,
                call.terminal(),
                apps.list(call.caller()),
                app -> facts(acme.of(call.caller(), app), global),
                () -> globalFacts(global));
    }

    private static Map<String, String> globalFacts(Map<AcmeProperty, String> global) {
        Map<String, String> facts = new TreeMap<>();
        for (AcmeProperty property : AcmeProperty.values()) {
            facts.put("--letsencrypt-global-" + property.key(), global.getOrDefault(property, ""));
        }
        return facts;
    }

    private static Map<String, String> facts(AppEnrollment app, Map<AcmeProperty, String> global) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("--letsencrypt-active", Boolean.toString(app.certificate().isPresent()));
        facts.put(
                "--letsencrypt-expires-at",
                app.certificate().map(one -> one.facts().endsAt().toString()).orElse(""));
        facts.put(
                "--letsencrypt-failures",
                app.enrollment().map(one -> Integer.toString(one.failures())).orElse("0"));
        facts.put(
                "--letsencrypt-last-error", app.enrollment().map(Enrollment::lastError).orElse(""));
        facts.put(
                "--letsencrypt-next-attempt",
                app.enrollment()
                        .filter(one -> one.failures() > 0)
                        .map(one -> one.nextAttempt().toString())
                        .orElse(""));
        for (AcmeProperty property : AcmeProperty.values()) {
            facts.put("--letsencrypt-" + property.key(), app.set().getOrDefault(property, ""));
            facts.put("--letsencrypt-global-" + property.key(), global.getOrDefault(property, ""));
            facts.put(
                    "--letsencrypt-computed-" + property.key(),
                    app.effective().getOrDefault(property, ""));
        }
        return facts;
    }
}

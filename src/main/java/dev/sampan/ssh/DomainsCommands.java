package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.DomainOperations;
import dev.sampan.operation.DomainOperations.AppDomains;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The commands `domains:…`. */
@Component
final class DomainsCommands implements CommandGroup {

    private final DomainOperations domains;
    private final AppOperations apps;

    DomainsCommands(DomainOperations domains, AppOperations apps) {
        this.domains = domains;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "domains";
    }

    @Override
    public String title() {
        return "Manage the host names of apps";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "domains:add",
                        "<app> <domain> [<domain> ...]",
                        "Add host names to an app",
                        this::add),
                new CommandEntry(
                        "domains:add-global",
                        "<domain> [<domain> ...]",
                        "Add domains below which every app answers",
                        this::addGlobal),
                new CommandEntry(
                        "domains:clear", "<app>", "Remove all host names of an app", this::clear),
                new CommandEntry(
                        "domains:clear-global",
                        "",
                        "Go back to the configured domain",
                        this::clearGlobal),
                new CommandEntry(
                        "domains:disable", "<app>", "Route nothing to an app", this::disable),
                new CommandEntry(
                        "domains:enable",
                        "<app>",
                        "Route the host names of an app again",
                        this::enable),
                new CommandEntry(
                        "domains:remove",
                        "<app> <domain> [<domain> ...]",
                        "Remove host names of an app",
                        this::remove),
                new CommandEntry(
                        "domains:remove-global",
                        "<domain> [<domain> ...]",
                        "Remove domains below which every app answers",
                        this::removeGlobal),
                new CommandEntry(
                        "domains:report",
                        "[<app>|--global] [<flag>]",
                        "Show the host names of apps",
                        this::report),
                new CommandEntry(
                        "domains:reset",
                        "<app>",
                        "Give an app its default host name only",
                        this::reset),
                new CommandEntry(
                        "domains:set",
                        "<app> <domain> [<domain> ...]",
                        "Give an app exactly these host names",
                        this::set),
                new CommandEntry(
                        "domains:set-global",
                        "<domain> [<domain> ...]",
                        "Let every app answer below exactly these domains",
                        this::setGlobal));
    }

    private void add(Invocation call) {
        AppName app = call.app(call.arguments());
        List<DomainName> names = names(call, 1);
        List<DomainName> added = domains.add(call.caller(), app, names);
        for (DomainName name : names) {
            call.terminal()
                    .step(
                            added.contains(name)
                                    ? "Added %s to %s".formatted(name, app)
                                    : "Skipping: %s already added to %s".formatted(name, app));
        }
    }

    private void remove(Invocation call) {
        AppName app = call.app(call.arguments());
        List<DomainName> names = names(call, 1);
        List<DomainName> removed = domains.remove(call.caller(), app, names);
        for (DomainName name : names) {
            call.terminal()
                    .step(
                            removed.contains(name)
                                    ? "Removed %s from %s".formatted(name, app)
                                    : "Skipping: %s is not a domain of %s".formatted(name, app));
        }
    }

    private void set(Invocation call) {
        AppName app = call.app(call.arguments());
        List<DomainName> names = names(call, 1);
        domains.set(call.caller(), app, names);
        call.terminal().step("Set %s for %s".formatted(joined(names), app));
    }

    private void clear(Invocation call) {
        AppName app = call.onlyApp();
        domains.clear(call.caller(), app);
        call.terminal().step("Cleared domains in %s".formatted(app));
    }

    private void reset(Invocation call) {
        AppName app = call.onlyApp();
        domains.reset(call.caller(), app);
        call.terminal().step("Reset domains in %s".formatted(app));
    }

    private void enable(Invocation call) {
        AppName app = call.onlyApp();
        domains.enable(call.caller(), app, true);
        call.terminal().step("Enabled domains for %s".formatted(app));
    }

    private void disable(Invocation call) {
        AppName app = call.onlyApp();
        domains.enable(call.caller(), app, false);
        call.terminal().step("Disabled domains for %s".formatted(app));
    }

    private void addGlobal(Invocation call) {
        List<DomainName> names = names(call, 0);
        List<DomainName> added = domains.addGlobal(call.caller(), names);
        for (DomainName name : names) {
            call.terminal()
                    .step(
                            added.contains(name)
                                    ? "Added %s".formatted(name)
                                    : "Skipping: %s already added".formatted(name));
        }
    }

    private void removeGlobal(Invocation call) {
        List<DomainName> names = names(call, 0);
        List<DomainName> removed = domains.removeGlobal(call.caller(), names);
        for (DomainName name : names) {
            call.terminal()
                    .step(
                            removed.contains(name)
                                    ? "Removed %s".formatted(name)
                                    : "Skipping: %s is not a global domain".formatted(name));
        }
    }

    private void setGlobal(Invocation call) {
        List<DomainName> names = names(call, 0);
        domains.setGlobal(call.caller(), names);
        call.terminal().step("Set %s".formatted(joined(names)));
    }

    private void clearGlobal(Invocation call) {
        call.expect(call.arguments().isEmpty());
        domains.setGlobal(call.caller(), List.of());
        call.terminal().step("Cleared global domains");
    }

    private void report(Invocation call) {
        new Report("domains", "--domains-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(domains.of(call.caller(), app)),
                        () -> globalFacts(domains.global(call.caller())));
    }

    private static Map<String, String> facts(AppDomains domains) {
        return Map.of(
                "--domains-app-enabled",
                Boolean.toString(domains.enabled()),
                "--domains-app-vhosts",
                joined(domains.names()),
                "--domains-global-enabled",
                "true",
                "--domains-global-vhosts",
                joined(domains.global()));
    }

    private static Map<String, String> globalFacts(List<DomainName> global) {
        return Map.of(
                "--domains-global-enabled", "true", "--domains-global-vhosts", joined(global));
    }

    private static List<DomainName> names(Invocation call, int skip) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() > skip);
        return rest.stream().skip(skip).map(DomainName::parse).distinct().toList();
    }

    private static String joined(Collection<DomainName> names) {
        return names.stream().map(DomainName::value).collect(Collectors.joining(" "));
    }
}

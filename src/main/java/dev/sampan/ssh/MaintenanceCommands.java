package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.ProxyConfig;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ProxyOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The commands `maintenance:…`. */
@Component
final class MaintenanceCommands implements CommandGroup {

    private static final String CLEAR = "--clear";

    private final ProxyOperations proxy;
    private final AppOperations apps;

    MaintenanceCommands(ProxyOperations proxy, AppOperations apps) {
        this.proxy = proxy;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "maintenance";
    }

    @Override
    public String title() {
        return "Let the router answer for apps that are being worked on";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "maintenance:custom-page",
                        "[--clear] <app>",
                        "Show the HTML page that is read from the input, or the router's own again",
                        this::customPage),
                new CommandEntry(
                        "maintenance:disable",
                        "<app>",
                        "Pass the requests of an app on again",
                        call -> set(call, false)),
                new CommandEntry(
                        "maintenance:enable",
                        "<app>",
                        "Answer every request of an app with 503 and a page",
                        call -> set(call, true)),
                new CommandEntry(
                        "maintenance:report",
                        "[<app>] [<flag>]",
                        "Show which apps are being worked on",
                        this::report));
    }

    private void set(Invocation call, boolean enabled) {
        AppName app = call.onlyApp();
        proxy.maintain(call.caller(), app, enabled);
        call.terminal()
                .step(
                        (enabled
                                        ? "Enabling maintenance mode for %s"
                                        : "Disabling maintenance mode for %s")
                                .formatted(app));
    }

    private void customPage(Invocation call) {
        Options options = call.options(Set.of(CLEAR), Set.of());
        AppName app = call.onlyApp(options);
        boolean clear = options.has(CLEAR);
        proxy.setMaintenancePage(
                call.caller(), app, clear ? Optional.empty() : Optional.of(call.readInput()));
        call.terminal()
                .step(
                        (clear
                                        ? "Cleared the maintenance page of %s"
                                        : "Set the maintenance page of %s")
                                .formatted(app));
    }

    private void report(Invocation call) {
        Report report = new Report("maintenance", "--maintenance-");
        report.write(
                Report.question(call),
                call.terminal(),
                apps.list(call.caller()),
                app -> facts(proxy.of(call.caller(), app)));
    }

    private static Map<String, String> facts(ProxyConfig config) {
        return Map.of(
                "--maintenance-enabled",
                Boolean.toString(config.isInMaintenance()),
                "--maintenance-custom-page",
                Boolean.toString(config.maintenancePage().isPresent()));
    }
}

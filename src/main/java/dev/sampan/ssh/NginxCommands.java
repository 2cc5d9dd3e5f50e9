package dev.sampan.ssh;

import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ProxyOperations;
import java.util.List;
import org.springframework.stereotype.Component;

/** The commands `nginx:…`: other names of `proxy:…`, for scripts and fingers that know dokku. */
@Component
final class NginxCommands implements CommandGroup {

    private final ProxyOperations proxy;
    private final AppOperations apps;

    NginxCommands(ProxyOperations proxy, AppOperations apps) {
        this.proxy = proxy;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String title() {
        return "Set properties of the router under their names in dokku";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "nginx:report",
                        "[<app>|--global] [<flag>]",
                        "Show the properties that proxy:set sets",
                        this::report),
                new CommandEntry(
                        "nginx:set",
                        "(<app>|--global) <property> [<value>]",
                        "The same as proxy:set, which lists the properties",
                        call -> ProxyProperties.set(call, proxy, "nginx")));
    }

    private void report(Invocation call) {
        Report report = new Report("nginx", "--nginx-");
        Report.Question question = Report.question(call.arguments());
        report.write(
                question,
                call.terminal(),
                apps.list(call.caller()),
                app -> ProxyProperties.facts(proxy.of(call.caller(), app), "nginx", false),
                () -> ProxyProperties.facts(proxy.global(call.caller()), "nginx", true));
    }
}

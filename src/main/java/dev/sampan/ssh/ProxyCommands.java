package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ProxyOperations;
import dev.sampan.operation.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The commands `proxy:…`. */
@Component
final class ProxyCommands implements CommandGroup {

    private static final String TIMEOUT = "--timeout";

    private final ProxyOperations proxy;
    private final AppOperations apps;

    ProxyCommands(ProxyOperations proxy, AppOperations apps) {
        this.proxy = proxy;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public String title() {
        return "Say how the router treats the requests of apps";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "proxy:disable", "<app>", "Route nothing to an app", this::disable),
                new CommandEntry("proxy:enable", "<app>", "Route to an app again", this::enable),
                new CommandEntry(
                        "proxy:pause",
                        "[--timeout 30s] <app>",
                        "Hold the requests of an app, each for so long at most",
                        this::pause),
                new CommandEntry(
                        "proxy:report",
                        "[<app>|--global] [<flag>]",
                        "Show how apps are treated",
                        this::report),
                new CommandEntry(
                        "proxy:resume",
                        "<app>",
                        "Let the requests of an app pass again, those held first",
                        this::resume),
                new CommandEntry(
                        "proxy:set",
                        "(<app>|--global) <property> [<value>]",
                        "Set or unset a property: " + ProxyProperty.words(),
                        call -> ProxyProperties.set(call, proxy, "proxy")));
    }

    private void enable(Invocation call) {
        AppName app = call.onlyApp();
        proxy.enable(call.caller(), app, true);
        call.terminal().step("Enabling proxy for app (%s)".formatted(app));
    }

    private void disable(Invocation call) {
        AppName app = call.onlyApp();
        proxy.enable(call.caller(), app, false);
        call.terminal().step("Disabling proxy for app (%s)".formatted(app));
    }

    private void pause(Invocation call) {
        Options options = call.options(Set.of(), Set.of(TIMEOUT));
        AppName app = call.onlyApp(options);
        Duration hold = duration(options.value(TIMEOUT).orElse("30s"));
        proxy.pause(call.caller(), app, hold);
        call.terminal()
                .step(
                        "Holding the requests of %s, each for %d s at most"
                                .formatted(app, hold.toSeconds()));
    }

    private static Duration duration(String text) {
        try {
            return ProxyProperty.duration(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid(
                    "'%s' is not a time: %s".formatted(text, e.getMessage()));
        }
    }

    private void resume(Invocation call) {
        AppName app = call.onlyApp();
        proxy.resume(call.caller(), app);
        call.terminal().step("Passing the requests of %s on".formatted(app));
    }

    private void report(Invocation call) {
        Report report = new Report("proxy", "--proxy-");
        Report.Question question = Report.question(call);
        Function<AppName, Optional<Traffic>> traffic = proxy.traffic(call.caller());
        report.write(
                question,
                call.terminal(),
                apps.list(call.caller()),
                app -> facts(proxy.of(call.caller(), app), traffic.apply(app)),
                () -> ProxyProperties.facts(proxy.global(call.caller()), "proxy", true));
    }

    private static Map<String, String> facts(ProxyConfig config, Optional<Traffic> traffic) {
        Map<String, String> facts = new TreeMap<>(ProxyProperties.facts(config, "proxy", false));
        facts.put("--proxy-enabled", Boolean.toString(!config.isDisabled()));
        facts.put("--proxy-disabled", config.isDisabled() ? "true" : "");
        facts.put("--proxy-computed-disabled", Boolean.toString(config.isDisabled()));
        facts.put(
                "--proxy-paused",
                config.paused().map(hold -> hold.toSeconds() + "s").orElse("false"));
        traffic.ifPresent(counted -> facts.putAll(facts(counted)));
        return facts;
    }

    /** What was counted since the router started; nothing of it is there while it is down. */
    private static Map<String, String> facts(Traffic traffic) {
        return Map.of(
                "--proxy-requests", Long.toString(traffic.requests()),
                "--proxy-requests-failed", Long.toString(traffic.failed()),
                "--proxy-requests-aborted", Long.toString(traffic.aborted()),
                "--proxy-requests-running", Integer.toString(traffic.running()),
                "--proxy-latency-p50", traffic.text(traffic.p50()),
                "--proxy-latency-p95", traffic.text(traffic.p95()),
                "--proxy-latency-p99", traffic.text(traffic.p99()));
    }
}

package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Attachment;
import dev.sampan.app.PrivateRanges;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.NetworkOperations;
import dev.sampan.operation.NetworkOperations.AppNetwork;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The commands `network:…`. */
@Component
final class NetworkCommands implements CommandGroup {

    private static final String PRIVATE_RANGES = "private-ranges";

    private final NetworkOperations network;
    private final AppOperations apps;
    private final SharedNetworkCommands shared;

    NetworkCommands(NetworkOperations network, AppOperations apps, SharedNetworkCommands shared) {
        this.shared = shared;
        this.network = network;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public String title() {
        return "Say what apps reach beside the Internet";
    }

    @Override
    public List<CommandEntry> commands() {
        return Stream.concat(own().stream(), shared.commands().stream()).toList();
    }

    private List<CommandEntry> own() {
        return List.of(
                new CommandEntry(
                        "network:link",
                        "<app> <other> [<other> ...]",
                        "Let an app open connections to other apps, as <other>.internal; takes effect at once",
                        this::link),
                new CommandEntry(
                        "network:unlink",
                        "<app> <other> [<other> ...]",
                        "Let an app reach other apps no more; takes effect at once",
                        this::unlink),
                new CommandEntry(
                        "network:report",
                        "[<app>|--global] [<flag>]",
                        "Show what apps reach",
                        this::report),
                new CommandEntry(
                        "network:set",
                        "(<app>|--global) <property> [<value>...]",
                        "Attach an app to networks (%s), name the tld of its names there, or open private-ranges to it (denied|allowed|<range>[,<range>...]); takes effect at once"
                                .formatted(Attachment.words()),
                        this::set));
    }

    private void link(Invocation call) {
        AppName app = call.app(call.arguments());
        for (AppName other : others(call)) {
            boolean added = network.link(call.caller(), app, other);
            call.terminal()
                    .step(
                            added
                                    ? "Linked %s to %s, which it finds as %s.internal"
                                            .formatted(app, other, other)
                                    : "Skipping: %s is already linked to %s".formatted(app, other));
        }
    }

    private void unlink(Invocation call) {
        AppName app = call.app(call.arguments());
        for (AppName other : others(call)) {
            boolean removed = network.unlink(call.caller(), app, other);
            call.terminal()
                    .step(
                            removed
                                    ? "Unlinked %s from %s".formatted(app, other)
                                    : "Skipping: %s is not linked to %s".formatted(app, other));
        }
    }

    private static List<AppName> others(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() > 1);
        return rest.stream().skip(1).map(AppName::parse).distinct().toList();
    }

    private void set(Invocation call) {
        if (shared.set(call)) {
            return;
        }
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        if (!change.property().equals(PRIVATE_RANGES)) {
            throw change.invalid(Attachment.words() + ", tld, " + PRIVATE_RANGES);
        }
        Optional<PrivateRanges> ranges = change.value().map(PrivateRanges::parse);
        network.setRanges(call.caller(), app, ranges);
        call.terminal()
                .header(
                        ranges.map(
                                        value ->
                                                "Setting %s to %s"
                                                        .formatted(PRIVATE_RANGES, value.text()))
                                .orElse("Unsetting " + PRIVATE_RANGES));
    }

    private void report(Invocation call) {
        Report report = new Report("network", "--network-");
        Report.Question question = Report.question(call);
        Optional<PrivateRanges> global = network.globalRanges(call.caller());
        report.write(
                question,
                call.terminal(),
                apps.list(call.caller()),
                app -> {
                    Map<String, String> facts = facts(network.of(call.caller(), app), global);
                    facts.putAll(shared.facts(call, app));
                    return facts;
                },
                () -> {
                    Map<String, String> facts = shared.globalFacts(call);
                    facts.put("--network-global-private-ranges", text(global));
                    facts.put(
                            "--network-computed-private-ranges",
                            global.orElse(PrivateRanges.DENIED).text());
                    return facts;
                });
    }

    private static Map<String, String> facts(AppNetwork app, Optional<PrivateRanges> global) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("--network-links", joined(app.links()));
        facts.put("--network-linked-by", joined(app.linkedBy()));
        facts.put(
                "--network-names",
                app.links().stream()
                        .map(other -> other + ".internal")
                        .collect(Collectors.joining(" ")));
        facts.put("--network-private-ranges", text(app.ownRanges()));
        facts.put("--network-global-private-ranges", text(global));
        facts.put("--network-computed-private-ranges", app.ranges().text());
        return facts;
    }

    private static String text(Optional<PrivateRanges> ranges) {
        return ranges.map(PrivateRanges::text).orElse("");
    }

    private static String joined(Collection<AppName> apps) {
        return apps.stream().map(AppName::value).collect(Collectors.joining(" "));
    }
}

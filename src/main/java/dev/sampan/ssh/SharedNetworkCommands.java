package dev.sampan.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sampan.app.AppName;
import dev.sampan.app.Attachment;
import dev.sampan.app.NetworkName;
import dev.sampan.operation.SharedNetworkOperations;
import dev.sampan.operation.SharedNetworkOperations.Attached;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Those of the commands `network:…` that are about networks which apps share. */
@Component
final class SharedNetworkCommands {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TLD = "tld";

    private final SharedNetworkOperations networks;

    SharedNetworkCommands(SharedNetworkOperations networks) {
        this.networks = networks;
    }

    List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "network:create",
                        "<network>",
                        "Make a network; apps that network:set attaches to it reach one another",
                        this::create),
                new CommandEntry(
                        "network:destroy",
                        "[--force] <network>",
                        "Take a network away",
                        this::destroy),
                new CommandEntry(
                        "network:exists",
                        "<network>",
                        "Answer by the exit code whether a network exists",
                        this::exists),
                new CommandEntry(
                        "network:info",
                        "[--format text|json] <network>",
                        "Show a network",
                        this::info),
                new CommandEntry(
                        "network:list",
                        "[--format text|json] [--dokku-managed]",
                        "List the networks",
                        this::list));
    }

    private void create(Invocation call) {
        NetworkName name = name(call, Options.none(call.arguments()));
        call.terminal().step("Creating network " + name);
        networks.create(call.caller(), name);
    }

    private void destroy(Invocation call) {
        Options options = call.options(Set.of("--force"), Set.of());
        NetworkName name = name(call, options);
        if (!options.has("--force")) {
            call.confirm("network", name.value());
        }
        call.terminal().step("Destroying network " + name);
        networks.destroy(call.caller(), name);
    }

    private void exists(Invocation call) {
        var _ = createdAt(call, Options.none(call.arguments()));
        call.terminal().step("Network exists");
    }

    private void info(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        Map<String, Object> facts = facts(name(call, options), createdAt(call, options));
        if (isJson(call, options)) {
            call.terminal().line(JSON.writeValueAsString(facts));
            return;
        }
        call.terminal().header("%s network information".formatted(facts.get("Name")));
        for (String key : List.of("ID", "Name", "Driver", "Scope")) {
            call.terminal().detail("%-10s%s".formatted(key + ":", facts.get(key)));
        }
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of("--dokku-managed"), Set.of("--format"));
        call.expect(options.rest().isEmpty());
        Map<NetworkName, Instant> all = networks.list(call.caller());
        if (isJson(call, options)) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    all.entrySet().stream()
                                            .map(one -> facts(one.getKey(), one.getValue()))
                                            .toList()));
            return;
        }
        call.terminal().header("Networks");
        all.keySet().forEach(name -> call.terminal().line(name.value()));
    }

    private static NetworkName name(Invocation call, Options options) {
        call.expect(options.rest().size() == 1);
        return NetworkName.parse(options.rest().getFirst());
    }

    private Instant createdAt(Invocation call, Options options) {
        NetworkName name = name(call, options);
        return Optional.ofNullable(networks.list(call.caller()).get(name))
                .orElseThrow(() -> new UsageException("Network does not exist"));
    }

    private static boolean isJson(Invocation call, Options options) {
        String format = options.value("--format").orElse("text");
        call.expect(Set.of("text", "stdout", "json").contains(format));
        return format.equals("json");
    }

    /** Under docker's keys; no driver of docker is like it. */
    private static Map<String, Object> facts(NetworkName name, Instant createdAt) {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("CreatedAt", createdAt.toString());
        facts.put("DokkuManaged", true);
        facts.put("Driver", "routed");
        facts.put(
                "ID",
                UUID.nameUUIDFromBytes((name + " " + createdAt).getBytes(UTF_8))
                        .toString()
                        .replace("-", ""));
        facts.put("Internal", false);
        facts.put("IPv6", false);
        facts.put("Labels", Map.of("com.dokku.network-name", name.value()));
        facts.put("Name", name.value());
        facts.put("Scope", "local");
        return facts;
    }

    /** Sets what `network:set` says about networks; false when it is about something else. */
    boolean set(Invocation call) {
        Options options = call.options(Set.of("--global"), Set.of());
        List<String> rest = options.rest();
        int first = options.has("--global") ? 0 : 1;
        call.expect(rest.size() > first);
        Optional<AppName> app =
                options.has("--global") ? Optional.empty() : Optional.of(call.app(rest));
        String property = rest.get(first);
        List<String> words =
                rest.stream()
                        .skip(first + 1L)
                        .flatMap(word -> List.of(word.split("[,\\s]+", -1)).stream())
                        .filter(word -> !word.isEmpty())
                        .toList();
        Optional<Attachment> attachment = Attachment.find(property);
        if (attachment.isPresent()) {
            attach(call, app, attachment.get(), words);
        } else if (property.equals(TLD)) {
            call.expect(words.size() <= 1);
            networks.setDomain(call.caller(), app, words.stream().findFirst());
        } else {
            return false;
        }
        new PropertyChange(
                        app, property, words.stream().reduce((left, right) -> left + "," + right))
                .tell(call.terminal());
        return true;
    }

    private void attach(
            Invocation call, Optional<AppName> app, Attachment attachment, List<String> words) {
        call.expect(attachment != Attachment.INITIAL_NETWORK || words.size() <= 1);
        List<NetworkName> names = words.stream().map(NetworkName::parse).distinct().toList();
        for (NetworkName missing : networks.attach(call.caller(), app, attachment, names)) {
            call.terminal()
                    .fail(
                            "Network '%s' does not exist yet. Make it with `network:create %s`"
                                    .formatted(missing, missing));
        }
    }

    /** What stands in the report of an app. */
    Map<String, String> facts(Invocation call, AppName app) {
        Attached own = networks.of(call.caller(), Optional.of(app));
        Attached global = networks.of(call.caller(), Optional.empty());
        Map<String, String> facts = facts("", own);
        facts.putAll(facts("global-", global));
        facts.putAll(facts("computed-", own.over(global)));
        facts.put(
                "--network-web-listeners",
                String.join(" ", networks.webListeners(call.caller(), app)));
        return facts;
    }

    /** What stands in the report of all apps. */
    Map<String, String> globalFacts(Invocation call) {
        Attached global = networks.of(call.caller(), Optional.empty());
        Map<String, String> facts = facts("global-", global);
        facts.putAll(facts("computed-", global));
        return facts;
    }

    private static Map<String, String> facts(String scope, Attached attached) {
        Map<String, String> facts = new TreeMap<>();
        attached.attachments()
                .forEach(
                        (attachment, names) ->
                                facts.put(
                                        "--network-" + scope + attachment.word(),
                                        names.stream()
                                                .map(NetworkName::value)
                                                .collect(Collectors.joining(","))));
        facts.put("--network-" + scope + TLD, attached.domain().orElse(""));
        return facts;
    }
}

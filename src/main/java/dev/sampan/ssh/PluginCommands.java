package dev.sampan.ssh;

import dev.sampan.app.Excerpt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `plugin:…`: what dokku has as plugins is built in here, and there are no others. */
@Component
final class PluginCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CORE = "--core";

    private final ObjectProvider<CommandTable> table;

    PluginCommands(ObjectProvider<CommandTable> table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "plugin";
    }

    @Override
    public String title() {
        return "See what is built in; there are no plugins";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "plugin:disable", "<name>", "Refused: there are no plugins", this::refuse),
                new CommandEntry(
                        "plugin:enable",
                        "<name>",
                        "Nothing to do for what is built in; anything else is refused",
                        this::accept),
                new CommandEntry(
                        "plugin:install",
                        "[--core|<git-url>] [--committish <ref>] [--name <name>]",
                        "Nothing to do for what is built in; anything else is refused",
                        this::accept),
                new CommandEntry(
                        "plugin:install-dependencies",
                        "[--core]",
                        "Nothing to do for what is built in",
                        this::accept),
                new CommandEntry(
                        "plugin:installed",
                        "<name>",
                        "Answer by the exit code whether something is built in",
                        this::installed),
                new CommandEntry(
                        "plugin:list",
                        "[--format stdout|json]",
                        "List what is built in",
                        this::list),
                new CommandEntry(
                        "plugin:trigger",
                        "<args...>",
                        "Refused: there are no plugins",
                        this::refuse),
                new CommandEntry(
                        "plugin:uninstall",
                        "<name>",
                        "Refused: there are no plugins",
                        this::refuse),
                new CommandEntry(
                        "plugin:update",
                        "[<name> [<ref>]]",
                        "Nothing to do for what is built in; anything else is refused",
                        this::accept));
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        String format = options.value("--format").orElse("stdout");
        call.expect(options.rest().isEmpty() && Set.of("stdout", "json").contains(format));
        SortedMap<String, String> subjects = table.getObject().subjects();
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    subjects.entrySet().stream().map(this::facts).toList()));
            return;
        }
        subjects.forEach(
                (name, title) ->
                        call.terminal()
                                .line(
                                        "  %-20s %s enabled    %s"
                                                .formatted(name, GeneralCommands.DOKKU, title)));
    }

    private Map<String, Object> facts(Map.Entry<String, String> subject) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", subject.getKey());
        facts.put("version", GeneralCommands.DOKKU);
        facts.put("enabled", true);
        facts.put("core", true);
        facts.put("description", subject.getValue());
        facts.put("source_url", "");
        facts.put("committish", "");
        facts.put("branch", "");
        return facts;
    }

    private void installed(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 1);
        if (!isBuiltIn(rest.getFirst())) {
            throw new UsageException(
                    "Plugin '%s' is not installed".formatted(Excerpt.of(rest.getFirst())));
        }
    }

    private void accept(Invocation call) {
        Options options =
                call.options(
                        Set.of(CORE, "--skip-install-trigger"), Set.of("--committish", "--name"));
        Optional<String> name =
                options.value("--name")
                        .or(() -> options.rest().stream().findFirst().map(PluginCommands::name));
        if (name.isPresent() && !isBuiltIn(name.get())) {
            throw refused(name.get());
        }
        call.terminal()
                .step("Nothing to do: %s is built in".formatted(name.orElse("all that there is")));
    }

    private void refuse(Invocation call) {
        call.expect(!call.arguments().isEmpty());
        throw refused(call.arguments().getFirst());
    }

    private static UsageException refused(String name) {
        return new UsageException(
                "There are no plugins, so that '%s' cannot be one: `plugin:list` shows what is built in"
                        .formatted(Excerpt.of(name)));
    }

    private boolean isBuiltIn(String name) {
        return !table.getObject().about(name).isEmpty();
    }

    /** The plugin of a repository, as dokku names it: `https://host/dokku/dokku-letsencrypt.git` has `letsencrypt`. */
    private static String name(String source) {
        String last = source.substring(source.lastIndexOf('/') + 1);
        return last.replaceFirst("\\.(git|tar\\.gz|tgz)$", "").replaceFirst("^dokku-", "");
    }
}

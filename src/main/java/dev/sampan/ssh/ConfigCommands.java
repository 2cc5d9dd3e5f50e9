package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.EnvVars;
import dev.sampan.operation.ConfigOperations;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The commands `config:…`. */
@Component
final class ConfigCommands implements CommandGroup {

    private static final String GLOBAL = "--global";
    private static final String NO_RESTART = "--no-restart";
    private static final String MERGED = "--merged";

    private final ConfigOperations config;

    ConfigCommands(ConfigOperations config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "config";
    }

    @Override
    public String title() {
        return "Manage config vars";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "config",
                        "(<app>|--global)",
                        "Show the config vars, as config:show",
                        this::show),
                new CommandEntry(
                        "config:bundle",
                        "[--merged] (<app>|--global)",
                        "Write the config vars as a tar archive with a file for each",
                        this::bundle),
                new CommandEntry(
                        "config:clear",
                        "[--no-restart] (<app>|--global)",
                        "Remove all config vars",
                        this::clear),
                new CommandEntry(
                        "config:export",
                        "[--format=FORMAT] [--merged] (<app>|--global)",
                        "Write the config vars in a form for other programs",
                        this::export),
                new CommandEntry(
                        "config:get",
                        "[--quoted] (<app>|--global) KEY",
                        "Show the value of a config var",
                        this::get),
                new CommandEntry(
                        "config:import",
                        "[--no-restart] [--replace] (<app>|--global) [-]",
                        "Set the config vars that stand on the standard input",
                        this::load),
                new CommandEntry(
                        "config:keys",
                        "[--merged] (<app>|--global)",
                        "Show the names of the config vars",
                        this::keys),
                new CommandEntry(
                        "config:set",
                        "[--encoded] [--no-restart] (<app>|--global) KEY1=VALUE1 [KEY2=VALUE2 ...]",
                        "Set config vars",
                        this::set),
                new CommandEntry(
                        "config:show",
                        "[--merged] (<app>|--global)",
                        "Show the config vars",
                        this::show),
                new CommandEntry(
                        "config:unset",
                        "[--no-restart] (<app>|--global) KEY1 [KEY2 ...]",
                        "Remove config vars",
                        this::unset));
    }

    private void show(Invocation call) {
        Target target = target(call, Set.of(MERGED), Set.of());
        call.expect(target.rest().isEmpty());
        EnvVars vars = read(call, target);
        call.terminal().header("%s env vars".formatted(target.title()));
        EnvFormat.pretty(vars.values()).forEach(call.terminal()::line);
    }

    private void get(Invocation call) {
        Target target = target(call, Set.of("--quoted"), Set.of());
        call.expect(target.rest().size() == 1);
        String value =
                config.of(call.caller(), target.app())
                        .get(target.rest().getFirst())
                        .orElseThrow(() -> new ExitException(1));
        call.terminal().line(target.options().has("--quoted") ? EnvFormat.quoted(value) : value);
    }

    private void keys(Invocation call) {
        Target target = target(call, Set.of(MERGED), Set.of());
        call.expect(target.rest().isEmpty());
        read(call, target).values().keySet().forEach(call.terminal()::line);
    }

    private void bundle(Invocation call) {
        Target target = target(call, Set.of(MERGED), Set.of());
        call.expect(target.rest().isEmpty());
        call.terminal().bytes(EnvBundle.of(read(call, target).values()));
    }

    private void export(Invocation call) {
        Target target = target(call, Set.of(MERGED), Set.of("--format"));
        call.expect(target.rest().isEmpty());
        EnvFormat format =
                target.options().value("--format").map(EnvFormat::parse).orElse(EnvFormat.EXPORTS);
        call.terminal().text(format.write(read(call, target).values()));
    }

    private void set(Invocation call) throws InterruptedException {
        Target target = target(call, Set.of("--encoded", NO_RESTART), Set.of());
        if (target.rest().isEmpty()) {
            throw new UsageException("At least one env pair must be given");
        }
        Map<String, String> vars = new LinkedHashMap<>();
        for (String pair : target.rest()) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new UsageException(
                        "Invalid env pair: %s. Write KEY=value".formatted(shortened(pair)));
            }
            String key = pair.substring(0, equals);
            String value = pair.substring(equals + 1);
            vars.put(key, target.options().has("--encoded") ? decoded(key, value) : value);
        }
        config.set(call.caller(), target.app(), vars);
        shown(call, vars);
        restart(call, target, "Set " + String.join(", ", vars.keySet()));
    }

    private void load(Invocation call) throws InterruptedException {
        Target target = target(call, Set.of("--replace", NO_RESTART), Set.of());
        if (!target.rest().isEmpty() && !target.rest().equals(List.of("-"))) {
            throw new UsageException(
                    "Config vars are read from the standard input, not from a file of the server");
        }
        Map<String, String> vars = EnvFile.parse(call.readInput());
        if (vars.isEmpty()) {
            throw new UsageException("At least one env pair must be given");
        }
        if (target.options().has("--replace")) {
            config.replace(call.caller(), target.app(), vars);
        } else {
            config.set(call.caller(), target.app(), vars);
        }
        shown(call, vars);
        restart(call, target, "Import " + String.join(", ", vars.keySet()));
    }

    private void unset(Invocation call) throws InterruptedException {
        Target target = target(call, Set.of(NO_RESTART), Set.of());
        if (target.rest().isEmpty()) {
            throw new UsageException("At least one key must be given");
        }
        EnvVars before = config.of(call.caller(), target.app());
        config.unset(call.caller(), target.app(), target.rest());
        boolean changed = false;
        for (String key : target.rest()) {
            if (before.get(key).isPresent()) {
                call.terminal().step("Unsetting " + key);
                changed = true;
            } else {
                call.terminal()
                        .step("Skipping %s, it is not set in the environment".formatted(key));
            }
        }
        if (changed) {
            restart(call, target, "Unset " + String.join(", ", target.rest()));
        }
    }

    private void clear(Invocation call) throws InterruptedException {
        Target target = target(call, Set.of(NO_RESTART), Set.of());
        call.expect(target.rest().isEmpty());
        config.replace(call.caller(), target.app(), Map.of());
        call.terminal().step("Clearing config vars");
        restart(call, target, "Clear config");
    }

    /** The names only: what a command says is often kept, as in the logs of a build server. */
    private static void shown(Invocation call, Map<String, String> vars) {
        call.terminal().step("Setting config vars");
        vars.keySet().forEach(call.terminal()::detail);
    }

    private void restart(Invocation call, Target target, String what) throws InterruptedException {
        if (target.app().isEmpty() || target.options().has(NO_RESTART)) {
            return;
        }
        config.restart(
                call.caller(),
                target.app().get(),
                shortened(what),
                new TerminalDeployLog(call.terminal()));
    }

    private EnvVars read(Invocation call, Target target) {
        return target.options().has(MERGED)
                ? config.merged(call.caller(), target.app())
                : config.of(call.caller(), target.app());
    }

    private static Target target(Invocation call, Set<String> switches, Set<String> valued) {
        Set<String> all = new java.util.HashSet<>(switches);
        all.add(GLOBAL);
        Options options = call.options(all, valued);
        if (options.has(GLOBAL)) {
            return new Target(options, Optional.empty(), options.rest());
        }
        AppName app = call.app(options.rest());
        return new Target(
                options, Optional.of(app), options.rest().subList(1, options.rest().size()));
    }

    /** Whose vars a command is about, and its arguments behind that. */
    private record Target(Options options, Optional<AppName> app, List<String> rest) {

        String title() {
            return app.map(AppName::value).orElse("global");
        }
    }

    private static String decoded(String key, String value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(value)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new UsageException(
                    "The value of '%s' is not UTF-8 text in base64".formatted(shortened(key)));
        }
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}

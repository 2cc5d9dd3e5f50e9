package dev.sampan.ssh;

import dev.sampan.app.AppName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * A `…:report` command as dokku words it: a block of keys for each app, or one value when a flag names it, or JSON.
 *
 * @param subject what stands in the header: `apps`
 * @param prefix what JSON leaves out of the keys: `--app-`
 */
record Report(String subject, String prefix) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KEY_WIDTH = 31;

    /** The arguments of a report: an optional app, at most one flag that names a value, and a format. */
    record Question(
            Optional<AppName> app,
            boolean global,
            Optional<String> flag,
            boolean json,
            Invocation call) {

        /** What is told of an app, or of all apps, besides these facts. */
        SortedMap<String, String> with(Optional<AppName> about, Map<String, String> facts) {
            SortedMap<String, String> all = new TreeMap<>(call.noted().facts(call, about));
            all.putAll(facts);
            return all;
        }
    }

    static Question question(Invocation call) {
        List<String> arguments = call.arguments();
        Optional<AppName> app = Optional.empty();
        Optional<String> flag = Optional.empty();
        boolean global = false;
        String format = "stdout";
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.equals("--global")) {
                global = true;
            } else if (word.equals("--format") && i + 1 < arguments.size()) {
                format = arguments.get(++i);
            } else if (word.startsWith("--format=")) {
                format = word.substring("--format=".length());
            } else if (word.startsWith("--") && flag.isEmpty()) {
                flag = Optional.of(word);
            } else if (!word.startsWith("-") && app.isEmpty()) {
                app = Optional.of(AppName.parse(word));
            } else {
                throw new UsageException("unexpected argument: " + word);
            }
        }
        if (global && app.isPresent()) {
            throw new UsageException(
                    "The report is either of app %s or of --global, not of both"
                            .formatted(app.get()));
        }
        if (!Set.of("stdout", "text", "json").contains(format)) {
            throw new UsageException("Invalid format '%s', use stdout or json".formatted(format));
        }
        if (flag.isPresent() && format.equals("json")) {
            throw new UsageException(
                    "--format flag cannot be specified when specifying an info flag");
        }
        return new Question(app, global, flag, format.equals("json"), call);
    }

    /** Writes the report of the platform, of one app, or of each of these. */
    void write(
            Question question,
            Terminal terminal,
            List<AppName> all,
            Function<AppName, Map<String, String>> facts,
            Supplier<Map<String, String>> global) {
        if (question.global()) {
            write(question, terminal, "Global", question.with(Optional.empty(), global.get()));
            return;
        }
        for (AppName app : question.app().map(List::of).orElse(all)) {
            Map<String, String> own = facts.apply(app);
            write(question, terminal, app.value(), question.with(Optional.of(app), own));
        }
    }

    /** Writes the report of one app, or of each of these; nothing of it is for the platform. */
    void write(
            Question question,
            Terminal terminal,
            List<AppName> all,
            Function<AppName, Map<String, String>> facts) {
        if (question.global()) {
            throw new UsageException(
                    "There is no %s report for --global. Name an app, or nothing for all of them"
                            .formatted(subject));
        }
        write(question, terminal, all, facts, Map::of);
    }

    private void write(
            Question question, Terminal terminal, String name, SortedMap<String, String> facts) {
        if (question.flag().isPresent()) {
            String flag = question.flag().get();
            if (!facts.containsKey(flag)) {
                throw new UsageException(
                        "Invalid flag passed, valid flags: " + String.join(", ", facts.keySet()));
            }
            terminal.line(String.valueOf(facts.get(flag)));
        } else if (question.json()) {
            terminal.line(json(facts));
        } else {
            terminal.header("%s %s information".formatted(name, subject));
            facts.forEach((flag, value) -> terminal.detail(row(flag, value, facts.keySet())));
        }
    }

    private String json(SortedMap<String, String> facts) {
        SortedMap<String, String> keys = new TreeMap<>();
        facts.forEach(
                (flag, value) -> {
                    keys.put(flag.substring(2), value);
                    if (flag.startsWith(prefix)) {
                        keys.put(flag.substring(prefix.length()), value);
                    }
                });
        return JSON.writeValueAsString(keys);
    }

    private static String row(String flag, String value, Set<String> flags) {
        int longest = flags.stream().mapToInt(String::length).max().orElse(0);
        String key = flag.substring(2).replace('-', ' ').replace('.', ' ');
        String capital = Character.toUpperCase(key.charAt(0)) + key.substring(1) + ":";
        String padded =
                capital + " ".repeat(Math.max(0, Math.max(KEY_WIDTH, longest) - capital.length()));
        return (padded + value).stripTrailing();
    }
}

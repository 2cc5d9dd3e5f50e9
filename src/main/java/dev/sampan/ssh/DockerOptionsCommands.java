package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.DockerOption;
import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.DockerOptionOperations;
import dev.sampan.operation.NotedOperations;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * The commands `docker-options:…`. Builds know some options; no docker runs the processes, so that all others are only
 * remembered, and told to have no effect.
 */
@Component
final class DockerOptionsCommands implements CommandGroup {

    private static final String BUILD = "build";
    private static final List<String> PHASES = List.of(BUILD, "deploy", "run");

    private final DockerOptionOperations options;
    private final NotedOperations noted;
    private final AppOperations apps;

    DockerOptionsCommands(
            DockerOptionOperations options, NotedOperations noted, AppOperations apps) {
        this.options = options;
        this.noted = noted;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "docker-options";
    }

    @Override
    public String title() {
        return "Say what is added to the build of a Dockerfile";
    }

    @Override
    public List<CommandEntry> commands() {
        String arguments = "<app> <phase(s)> OPTION";
        return List.of(
                new CommandEntry(
                        "docker-options:add",
                        arguments,
                        "Add an option to builds, as --build-arg X=Y; for the next push",
                        call -> change(call, true)),
                new CommandEntry(
                        "docker-options:clear",
                        "<app> [<phase(s)>]",
                        "Take all options away",
                        this::clear),
                new CommandEntry(
                        "docker-options:list",
                        "<app> <phase(s)>",
                        "List the options, one a line",
                        this::list),
                new CommandEntry(
                        "docker-options:remove",
                        arguments,
                        "Take an option away",
                        call -> change(call, false)),
                new CommandEntry(
                        "docker-options:report",
                        "[<app>] [<flag>]",
                        "Show what is added to builds",
                        this::report));
    }

    /** The words behind the phases are the option: its value may have come apart from its flag. */
    private void change(Invocation call, boolean add) {
        List<String> words = call.arguments();
        call.expect(words.size() >= 3);
        AppName app = call.app(words);
        String text = String.join(" ", words.subList(2, words.size())).strip();
        for (String phase : phases(words.get(1))) {
            Optional<DockerOption> known = phase.equals(BUILD) ? known(text) : Optional.empty();
            String shown = known.map(DockerOption::text).orElse(text);
            boolean done =
                    known.isPresent()
                            ? change(call, app, known.get(), add)
                            : note(call, app, phase, text, add);
            call.terminal()
                    .step(
                            done
                                    ? "%s %s".formatted(add ? "Added" : "Removed", shown)
                                    : add
                                            ? "Skipping: it is there already"
                                            : "Skipping: there is no such option");
            if (add && known.isEmpty()) {
                call.terminal()
                        .fail(
                                "'%s' has no effect on %s, as no docker runs there: limits, volumes and networks have commands of their own"
                                        .formatted(Excerpt.of(text), phase));
            }
        }
    }

    private boolean change(Invocation call, AppName app, DockerOption option, boolean add) {
        return add
                ? options.add(call.caller(), app, option)
                : options.remove(call.caller(), app, option);
    }

    private boolean note(Invocation call, AppName app, String phase, String text, boolean add) {
        List<String> all = new ArrayList<>(noted(call, app, phase));
        boolean changed = add ? !all.contains(text) && all.add(text) : all.remove(text);
        keep(call, app, phase, all);
        return changed;
    }

    private void keep(Invocation call, AppName app, String phase, List<String> all) {
        noted.set(
                call.caller(),
                Optional.of(app),
                call.entry().name(),
                key(phase),
                all.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", all)));
    }

    private List<String> noted(Invocation call, AppName app, String phase) {
        return noted.of(call.caller(), Optional.of(app), call.entry().name())
                .getOrDefault(key(phase), "")
                .lines()
                .toList();
    }

    private static Optional<DockerOption> known(String text) {
        try {
            return Optional.of(DockerOption.parse(text));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    private static String key(String phase) {
        return "docker-options:" + phase;
    }

    private static Set<String> phases(String words) {
        Set<String> phases = new LinkedHashSet<>(List.of(words.split(",", -1)));
        if (!PHASES.containsAll(phases)) {
            throw new UsageException(
                    "Phase(s) must be a combination of [build|deploy|run], not '%s'"
                            .formatted(Excerpt.of(words)));
        }
        return phases;
    }

    private void clear(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() <= 2);
        for (String phase : rest.size() == 2 ? phases(rest.get(1)) : PHASES) {
            if (phase.equals(BUILD)) {
                options.clear(call.caller(), app);
            }
            keep(call, app, phase, List.of());
        }
        call.terminal().step("Cleared docker-options of %s".formatted(app));
    }

    private void list(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2);
        phases(rest.get(1)).forEach(phase -> all(call, app, phase).forEach(call.terminal()::line));
    }

    private List<String> all(Invocation call, AppName app, String phase) {
        List<String> all = new ArrayList<>();
        if (phase.equals(BUILD)) {
            options.of(call.caller(), app).forEach(option -> all.add(option.text()));
        }
        all.addAll(noted(call, app, phase));
        return all;
    }

    private void report(Invocation call) {
        new Report("docker options", "--docker-options-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> {
                            Map<String, String> facts = new TreeMap<>();
                            for (String phase : PHASES) {
                                facts.put(
                                        "--docker-options-" + phase,
                                        String.join(" ", all(call, app, phase)));
                            }
                            return facts;
                        });
    }
}

package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.DockerOption;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.DockerOptionOperations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The commands `docker-options:…`: only what concerns builds, as no docker runs the processes. */
@Component
final class DockerOptionsCommands implements CommandGroup {

    private static final String BUILD = "build";

    private final DockerOptionOperations options;
    private final AppOperations apps;

    DockerOptionsCommands(DockerOptionOperations options, AppOperations apps) {
        this.options = options;
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
        return List.of(
                new CommandEntry(
                        "docker-options:add",
                        "<app> build OPTION",
                        "Add an option to builds, as --build-arg X=Y; for the next push",
                        this::add),
                new CommandEntry(
                        "docker-options:clear",
                        "<app> [build]",
                        "Take all options away",
                        this::clear),
                new CommandEntry(
                        "docker-options:remove",
                        "<app> build OPTION",
                        "Take an option away",
                        this::remove),
                new CommandEntry(
                        "docker-options:report",
                        "[<app>] [<flag>]",
                        "Show what is added to builds",
                        this::report));
    }

    private void add(Invocation call) {
        DockerOption option = option(call);
        boolean added = options.add(call.caller(), call.app(call.arguments()), option);
        call.terminal().step(added ? "Added " + option.text() : "Skipping: it is there already");
    }

    private void remove(Invocation call) {
        DockerOption option = option(call);
        boolean removed = options.remove(call.caller(), call.app(call.arguments()), option);
        call.terminal()
                .step(removed ? "Removed " + option.text() : "Skipping: there is no such option");
    }

    private void clear(Invocation call) {
        AppName app = call.app(call.arguments());
        call.expect(
                call.arguments().size() == 1
                        || (call.arguments().size() == 2 && call.arguments().get(1).equals(BUILD)));
        options.clear(call.caller(), app);
        call.terminal().step("Cleared docker-options of %s".formatted(app));
    }

    /** The words behind the phase are the option: its value may have come apart from its flag. */
    private static DockerOption option(Invocation call) {
        List<String> words = call.arguments();
        call.expect(words.size() >= 3);
        if (!words.get(1).equals(BUILD)) {
            throw new UsageException(
                    "Phase '%s' takes no options here, as no docker runs the processes: limits, volumes and networks have commands of their own. Valid phases: build"
                            .formatted(words.get(1)));
        }
        return DockerOption.parse(String.join(" ", words.subList(2, words.size())));
    }

    private void report(Invocation call) {
        new Report("docker options", "--docker-options-")
                .write(
                        Report.question(call.arguments()),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(options.of(call.caller(), app)));
    }

    private static Map<String, String> facts(List<DockerOption> options) {
        Map<String, String> facts = new TreeMap<>();
        facts.put(
                "--docker-options-build",
                options.stream().map(DockerOption::text).collect(Collectors.joining(" ")));
        facts.put("--docker-options-deploy", "");
        facts.put("--docker-options-run", "");
        return facts;
    }
}

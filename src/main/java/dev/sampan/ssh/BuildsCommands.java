package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.build.BuildRecord;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `builds:…`. */
@Component
final class BuildsCommands implements CommandGroup {

    /** A deploy without a build is none here. */
    private static final String KIND = "build";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BuildOperations builds;
    private final AppOperations apps;
    private final BuildRetentionCommands retention;

    BuildsCommands(BuildOperations builds, AppOperations apps, BuildRetentionCommands retention) {
        this.builds = builds;
        this.apps = apps;
        this.retention = retention;
    }

    @Override
    public String name() {
        return "builds";
    }

    @Override
    public String title() {
        return "See what was built, and end what is being built";
    }

    @Override
    public List<CommandEntry> commands() {
        return Stream.concat(own().stream(), retention.commands().stream()).toList();
    }

    private List<CommandEntry> own() {
        return List.of(
                new CommandEntry("builds:cancel", "<app>", "End the build of an app", this::cancel),
                new CommandEntry(
                        "builds:info",
                        "[--format stdout|json] <app> [<build>]",
                        "Show what became of a build",
                        this::info),
                new CommandEntry(
                        "builds:list",
                        "[--format stdout|json] [--kind build|deploy] [--status <status>] [<app>]",
                        "List builds, the newest first",
                        this::list),
                new CommandEntry(
                        "builds:output",
                        "<app> [<build>|current]",
                        "Show what a build said",
                        this::output),
                new CommandEntry(
                        "builds:prune",
                        "(<app>|--all-apps)",
                        "Forget builds that are over",
                        this::prune));
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format", "--kind", "--status"));
        String kind = options.value("--kind").orElse(KIND);
        call.expect(Set.of(KIND, "deploy").contains(kind));
        call.expect(options.rest().size() <= 1);
        List<AppName> wanted =
                options.rest().isEmpty()
                        ? apps.list(call.caller())
                        : List.of(call.app(options.rest()));
        Optional<String> status = options.value("--status");
        List<BuildRecord> found =
                wanted.stream()
                        .flatMap(app -> builds.list(call.caller(), app).stream())
                        .filter(
                                build ->
                                        kind.equals(KIND)
                                                && (status.isEmpty()
                                                        || status.get()
                                                                .equals(build.status().word())))
                        .toList();
        if (isJson(call, options)) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    found.stream().map(BuildsCommands::facts).toList()));
            return;
        }
        call.terminal()
                .header(
                        "%-10s  %-16s  %-9s  %-20s  %-8s  %s"
                                .formatted("build", "app", "status", "started", "took", "commit"));
        for (BuildRecord build : found) {
            call.terminal()
                    .line(
                            "%-10s  %-16s  %-9s  %-20s  %-8s  %s"
                                    .formatted(
                                            build.id(),
                                            build.app(),
                                            build.status().word(),
                                            build.createdAt().truncatedTo(ChronoUnit.SECONDS),
                                            took(build),
                                            build.commit()
                                                    .substring(
                                                            0,
                                                            Math.min(7, build.commit().length()))));
        }
    }

    private void info(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        BuildRecord build = build(call, options);
        if (isJson(call, options)) {
            call.terminal().line(JSON.writeValueAsString(facts(build)));
            return;
        }
        call.terminal().header("%s build %s".formatted(build.app(), build.id()));
        facts(build)
                .forEach(
                        (name, value) ->
                                call.terminal().detail("%-12s  %s".formatted(name, value)));
    }

    private void output(Invocation call) {
        Options options = Options.none(call.arguments());
        BuildRecord build = build(call, options);
        builds.output(call.caller(), new AppName(build.app()), build)
                .forEach(call.terminal()::line);
    }

    private void cancel(Invocation call) {
        AppName app = call.onlyApp();
        List<BuildRecord> ended = builds.cancel(call.caller(), app);
        if (ended.isEmpty()) {
            throw new UsageException("Nothing of %s is being built".formatted(app));
        }
        ended.forEach(
                build ->
                        call.terminal()
                                .step("Cancelled build %s of %s".formatted(build.id(), app)));
    }

    private void prune(Invocation call) {
        Options options = call.options(Set.of("--all-apps"), Set.of());
        List<AppName> wanted =
                options.has("--all-apps")
                        ? apps.list(call.caller())
                        : List.of(call.onlyApp(options));
        for (AppName app : wanted) {
            int removed = builds.prune(call.caller(), app);
            call.terminal().step("Forgot %d build(s) of %s".formatted(removed, app));
        }
    }

    private BuildRecord build(Invocation call, Options options) {
        AppName app = call.app(options.rest());
        call.expect(options.rest().size() <= 2);
        Optional<String> id =
                options.rest().stream().skip(1).filter(word -> !word.equals("current")).findFirst();
        return builds.require(call.caller(), app, id);
    }

    private static boolean isJson(Invocation call, Options options) {
        String format = options.value("--format").orElse("stdout");
        call.expect(format.equals("stdout") || format.equals("json"));
        return format.equals("json");
    }

    private static String took(BuildRecord build) {
        return build.duration(Instant.now())
                .map(duration -> duration.toSeconds() + " s")
                .orElse("");
    }

    private static Map<String, String> facts(BuildRecord build) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("id", build.id());
        facts.put("app", build.app());
        facts.put("kind", KIND);
        facts.put("pid", "");
        facts.put("status", build.status().word());
        facts.put("source", build.commit());
        facts.put("created_by", build.by());
        facts.put("created_at", build.createdAt().toString());
        facts.put("started_at", build.startedAt() == null ? "" : build.startedAt().toString());
        facts.put("finished_at", build.finishedAt() == null ? "" : build.finishedAt().toString());
        facts.put("exit_code", BuildRetentionCommands.exitCode(build));
        facts.put("display_status", build.status().word());
        facts.put("log_path", "");
        facts.put("duration", took(build));
        facts.put("message", build.message());
        return facts;
    }
}

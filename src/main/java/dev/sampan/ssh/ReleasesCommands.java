package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.operation.ImageOperations;
import dev.sampan.operation.ReleaseOperations;
import dev.sampan.operation.ReleaseOperations.AppReleases;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `releases…` and `rollback`. */
@Component
final class ReleasesCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ReleaseOperations releases;
    private final ImageOperations images;
    private final SplitCommand split;
    private final RetentionCommands retention;

    ReleasesCommands(
            ReleaseOperations releases,
            ImageOperations images,
            SplitCommand split,
            RetentionCommands retention) {
        this.releases = releases;
        this.images = images;
        this.split = split;
        this.retention = retention;
    }

    @Override
    public String name() {
        return "releases";
    }

    @Override
    public String title() {
        return "See what was deployed, and go back";
    }

    @Override
    public List<CommandEntry> commands() {
        List<CommandEntry> commands = new ArrayList<>(retention.commands());
        commands.addAll(own());
        commands.sort(Comparator.comparing(CommandEntry::name));
        return commands;
    }

    private List<CommandEntry> own() {
        return List.of(
                new CommandEntry(
                        "releases",
                        "[-n|--num num] [--format stdout|json] <app>",
                        "List the releases of an app, the newest first",
                        this::list),
                new CommandEntry(
                        "releases:export",
                        "<app>",
                        "Write the image that serves to the standard output, for docker load (Docker 23 or newer) or as an OCI archive",
                        this::export),
                new CommandEntry(
                        "releases:info",
                        "<app> [vN]",
                        "Show what a release was made of",
                        this::info),
                split.entry(),
                new CommandEntry(
                        "rollback",
                        "<app> [vN]",
                        "Bring image and config of an earlier release back",
                        this::rollback));
    }

    private void export(Invocation call) {
        images.save(call.caller(), call.onlyApp(), call.terminal().binary());
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("-n", "--num", "--format"));
        AppName app = call.onlyApp(options);
        AppReleases all = releases.list(call.caller(), app);
        int most = options.value("-n", "--num").map(ReleasesCommands::count).orElse(15);
        String format = options.value("--format").orElse("stdout");
        call.expect(format.equals("stdout") || format.equals("json"));
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    all.all().stream()
                                            .map(release -> json(release, all))
                                            .toList()));
            return;
        }
        call.terminal().header("%s releases".formatted(app));
        for (Release release : all.all().stream().limit(most).toList()) {
            call.terminal()
                    .line(
                            "%-5s %s  %s  by %s%s"
                                    .formatted(
                                            release.version(),
                                            release.createdAt().truncatedTo(ChronoUnit.SECONDS),
                                            release.description(),
                                            release.createdBy(),
                                            standing(release, all)));
        }
    }

    private static String standing(Release release, AppReleases all) {
        String base = all.isCurrent(release) ? "  (current)" : "";
        return all.percent(release) == 100 || all.percent(release) == 0
                ? base
                : "%s  (%d %%)".formatted(base, all.percent(release));
    }

    private void info(Invocation call) {
        Options options = Options.none(call.arguments());
        AppName app = call.app(options.rest());
        call.expect(options.rest().size() <= 2);
        AppReleases all = releases.list(call.caller(), app);
        int number =
                options.rest().size() == 2
                        ? number(options.rest().get(1))
                        : all.current()
                                .orElseThrow(
                                        () ->
                                                new UsageException(
                                                        "App %s has not been deployed"
                                                                .formatted(app)));
        Release release = releases.require(call.caller(), app, number);
        call.terminal().header("%s release %s".formatted(app, release.version()));
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Description", release.description());
        rows.put("Created at", release.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
        rows.put("Created by", release.createdBy());
        rows.put("Commit", release.commit().orElse(""));
        rows.put("Image", release.image());
        release.processTypes()
                .forEach(
                        (type, command) ->
                                rows.put(
                                        "Process " + type,
                                        command.isEmpty() ? "(what the image says)" : command));
        rows.put("Config vars", String.join(" ", release.env().keySet()));
        rows.put("Current", Boolean.toString(all.isCurrent(release)));
        rows.forEach(
                (key, value) ->
                        call.terminal()
                                .detail("%-24s %s".formatted(key + ":", value).stripTrailing()));
    }

    private void rollback(Invocation call) throws InterruptedException {
        Options options = Options.none(call.arguments());
        AppName app = call.app(options.rest());
        call.expect(options.rest().size() <= 2);
        OptionalInt number =
                options.rest().size() == 2
                        ? OptionalInt.of(number(options.rest().get(1)))
                        : OptionalInt.empty();
        releases.rollback(call.caller(), app, number, new TerminalDeployLog(call.terminal()));
    }

    private static Map<String, Object> json(Release release, AppReleases all) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("version", release.version());
        item.put("description", release.description());
        item.put("commit", release.commit().orElse(""));
        item.put("image", release.image());
        item.put("created_at", release.createdAt().toString());
        item.put("created_by", release.createdBy());
        item.put("current", all.isCurrent(release));
        item.put("percent", all.percent(release));
        return item;
    }

    static int number(String text) {
        String digits = text.startsWith("v") ? text.substring(1) : text;
        if (!digits.matches("\\d{1,9}")) {
            throw new UsageException("'%s' is not a release. Write v3 or 3".formatted(text));
        }
        return Integer.parseInt(digits);
    }

    private static int count(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new UsageException("'%s' is not a number".formatted(text));
        }
        return Integer.parseInt(text);
    }
}

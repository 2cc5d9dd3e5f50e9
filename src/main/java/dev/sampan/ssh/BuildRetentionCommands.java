package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.build.BuildRecord;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The commands `builds:set` and `builds:report`: how many builds are remembered, and the newest one. */
@Component
final class BuildRetentionCommands {

    private static final String COMPUTED = "--builds-computed-retention";

    private final BuildSettingCommands settings;
    private final BuildOperations builds;
    private final AppOperations apps;

    BuildRetentionCommands(BuildOperations builds, AppOperations apps) {
        this.settings =
                new BuildSettingCommands("builds", List.of(BuildSetting.RETENTION), builds, apps);
        this.builds = builds;
        this.apps = apps;
    }

    List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "builds:report",
                        "[<app>|--global] [<flag>]",
                        "Show the newest build of apps, and how many are remembered",
                        this::report),
                new CommandEntry(
                        "builds:set",
                        "(<app>|--global) retention [<number>]",
                        "Set how many builds are remembered, from the next one on",
                        settings::set));
    }

    private void report(Invocation call) {
        new Report("builds", "--builds-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        () -> computed(settings.globalFacts(call)));
    }

    private Map<String, String> computed(Map<String, String> facts) {
        facts.compute(
                COMPUTED, (_, set) -> Integer.toString(builds.retention(Optional.ofNullable(set))));
        return facts;
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        Map<String, String> facts = computed(settings.facts(call, app));
        Optional<BuildRecord> newest = builds.list(call.caller(), app).stream().findFirst();
        facts.put("--build-exit-code", newest.map(BuildRetentionCommands::exitCode).orElse(""));
        facts.put("--build-finished-at", newest.map(one -> text(one.finishedAt())).orElse(""));
        facts.put("--build-id", newest.map(BuildRecord::id).orElse(""));
        facts.put("--build-kind", newest.map(_ -> "build").orElse(""));
        facts.put("--build-pid", "");
        facts.put("--build-source", newest.map(BuildRecord::commit).orElse(""));
        facts.put("--build-started-at", newest.map(one -> text(one.startedAt())).orElse(""));
        facts.put("--build-status", newest.map(one -> one.status().word()).orElse(""));
        return facts;
    }

    static String exitCode(BuildRecord build) {
        return build.isOver() ? build.status() == BuildRecord.Status.SUCCEEDED ? "0" : "1" : "";
    }

    private static String text(@Nullable Instant time) {
        return time == null ? "" : time.toString();
    }
}

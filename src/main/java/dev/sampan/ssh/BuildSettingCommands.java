package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.Excerpt;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The commands that set and show some settings of builds, such as `builder:set` and `builder:report`. */
final class BuildSettingCommands {

    /** What dokku called some of them before. */
    private static final Map<String, String> OLD_WORDS =
            Map.of("stop-timeout", "stop-timeout-seconds");

    private final String group;
    private final List<BuildSetting> settings;
    private final BuildOperations builds;
    private final AppOperations apps;

    /**
     * Makes them.
     *
     * @param group the part before the colon: `builder`
     */
    BuildSettingCommands(
            String group, List<BuildSetting> settings, BuildOperations builds, AppOperations apps) {
        this.group = group;
        this.settings = List.copyOf(settings);
        this.builds = builds;
        this.apps = apps;
    }

    List<CommandEntry> commands(String summary) {
        return List.of(
                new CommandEntry(
                        group + ":report",
                        "[<app>|--global] [<flag>]",
                        "Show what is set about it",
                        this::report),
                new CommandEntry(
                        group + ":set",
                        "(<app>|--global) %s [<path>]".formatted(settings.getFirst().word()),
                        summary,
                        this::set));
    }

    void set(Invocation call) {
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        BuildSetting setting = setting(change.property());
        Optional<String> value = change.value();
        builds.set(call.caller(), app, setting, value);
        change.tell(call.terminal());
    }

    private BuildSetting setting(String word) {
        return settings.stream()
                .filter(setting -> setting.word().equals(OLD_WORDS.getOrDefault(word, word)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "Invalid property '%s', valid properties: %s"
                                                .formatted(
                                                        Excerpt.of(word),
                                                        settings.stream()
                                                                .map(BuildSetting::word)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    private void report(Invocation call) {
        new Report(group, "--%s-".formatted(group))
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        () -> globalFacts(call));
    }

    /** What stands in the report of all apps. */
    Map<String, String> globalFacts(Invocation call) {
        Map<String, String> facts = new TreeMap<>();
        for (BuildSetting setting : settings) {
            Optional<String> global = builds.globalSetting(call.caller(), setting);
            facts.put(flag("global-", setting), global.orElse(""));
            facts.put(flag("computed-", setting), global.orElse(setting.standard()));
        }
        return facts;
    }

    /** What stands in the report of an app. */
    Map<String, String> facts(Invocation call, AppName app) {
        Map<String, String> facts = new TreeMap<>();
        for (BuildSetting setting : settings) {
            BuildOperations.Setting value = builds.setting(call.caller(), app, setting);
            facts.put(flag("", setting), value.own().orElse(""));
            facts.put(flag("global-", setting), value.global().orElse(""));
            facts.put(flag("computed-", setting), value.effective());
        }
        return facts;
    }

    private String flag(String scope, BuildSetting setting) {
        return "--%s-%s%s".formatted(group, scope, setting.word());
    }
}

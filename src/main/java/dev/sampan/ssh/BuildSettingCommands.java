package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The commands that set and show one setting of builds, such as `builder:set` and `builder:report`. */
final class BuildSettingCommands {

    private static final String GLOBAL = "--global";

    private final String group;
    private final BuildSetting setting;
    private final BuildOperations builds;
    private final AppOperations apps;

    /**
     * Makes them.
     *
     * @param group the part before the colon: `builder`
     */
    BuildSettingCommands(
            String group, BuildSetting setting, BuildOperations builds, AppOperations apps) {
        this.group = group;
        this.setting = setting;
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
                        "(<app>|--global) %s [<path>]".formatted(setting.word()),
                        summary,
                        this::set));
    }

    void set(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        List<String> rest = options.rest();
        int first = options.has(GLOBAL) ? 0 : 1;
        call.expect(rest.size() > first && rest.size() <= first + 2);
        Optional<AppName> app =
                options.has(GLOBAL) ? Optional.empty() : Optional.of(call.app(rest));
        if (!rest.get(first).equals(setting.word())) {
            throw new UsageException(
                    "Invalid property '%s', valid properties: %s"
                            .formatted(rest.get(first), setting.word()));
        }
        Optional<String> value =
                rest.stream().skip(first + 1L).filter(path -> !path.isBlank()).findFirst();
        builds.set(call.caller(), app, setting, value);
        call.terminal()
                .header(
                        value.map(path -> "Setting %s to %s".formatted(setting.word(), path))
                                .orElse("Unsetting " + setting.word()));
    }

    private void report(Invocation call) {
        new Report(group, "--%s-".formatted(group))
                .write(
                        Report.question(call.arguments()),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        () -> globalFacts(call));
    }

    /** What stands in the report of all apps. */
    Map<String, String> globalFacts(Invocation call) {
        Optional<String> global = builds.globalSetting(call.caller(), setting);
        Map<String, String> facts = new TreeMap<>();
        facts.put(flag("global-"), global.orElse(""));
        facts.put(flag("computed-"), global.orElse(setting.standard()));
        return facts;
    }

    /** What stands in the report of an app. */
    Map<String, String> facts(Invocation call, AppName app) {
        BuildOperations.Setting value = builds.setting(call.caller(), app, setting);
        Map<String, String> facts = new TreeMap<>();
        facts.put(flag(""), value.own().orElse(""));
        facts.put(flag("global-"), value.global().orElse(""));
        facts.put(flag("computed-"), value.effective());
        return facts;
    }

    private String flag(String scope) {
        return "--%s-%s%s".formatted(group, scope, setting.word());
    }
}

package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.BuilderName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import dev.sampan.operation.DetectionOperations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `builder:…`. */
@Component
final class BuilderCommands implements CommandGroup {

    private final BuildSettingCommands settings;
    private final AppOperations apps;
    private final DetectionOperations detection;

    BuilderCommands(BuildOperations builds, AppOperations apps, DetectionOperations detection) {
        this.settings =
                new BuildSettingCommands(
                        "builder",
                        List.of(BuildSetting.BUILD_DIR, BuildSetting.SELECTED),
                        builds,
                        apps);
        this.apps = apps;
        this.detection = detection;
    }

    @Override
    public String name() {
        return "builder";
    }

    @Override
    public String title() {
        return "Say what makes the image of an app, and of which folder of the source";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "builder:report",
                        "[<app>|--global] [<flag>]",
                        "Show how apps are built",
                        this::report),
                new CommandEntry(
                        "builder:set",
                        "(<app>|--global) (build-dir|selected) [<value>]",
                        "Set the folder that is built, or select dockerfile or buildpacks, under any"
                                + " of dokku's names for what needs no Dockerfile; for the next push",
                        settings::set));
    }

    private void report(Invocation call) {
        new Report("builder", "--builder-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        () -> settings.globalFacts(call));
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        Map<String, String> facts = new TreeMap<>(settings.facts(call, app));
        facts.put(
                "--builder-detected",
                detection.builder(call.caller(), app).map(BuilderName::word).orElse(""));
        return facts;
    }
}

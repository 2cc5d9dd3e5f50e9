package dev.sampan.ssh;

import dev.sampan.app.BuildSetting;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;

import org.springframework.stereotype.Component;

import java.util.List;

/** The commands `app-json:…`. */
@Component
final class AppJsonCommands implements CommandGroup {

    private final BuildSettingCommands settings;

    AppJsonCommands(BuildOperations builds, AppOperations apps) {
        this.settings =
                new BuildSettingCommands(
                        "app-json", List.of(BuildSetting.APP_JSON_PATH), builds, apps);
    }

    @Override
    public String name() {
        return "app-json";
    }

    @Override
    public String title() {
        return "Say where the app.json of an app is";
    }

    @Override
    public List<CommandEntry> commands() {
        return settings.commands("Set the file that is read as app.json; for the next push");
    }
}

package dev.sampan.ssh;

import dev.sampan.app.BuildSetting;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;

import org.springframework.stereotype.Component;

import java.util.List;

/** The commands `builder-dockerfile:…`. */
@Component
final class BuilderDockerfileCommands implements CommandGroup {

    private final BuildSettingCommands settings;

    BuilderDockerfileCommands(BuildOperations builds, AppOperations apps) {
        this.settings =
                new BuildSettingCommands(
                        "builder-dockerfile", List.of(BuildSetting.DOCKERFILE_PATH), builds, apps);
    }

    @Override
    public String name() {
        return "builder-dockerfile";
    }

    @Override
    public String title() {
        return "Say where the Dockerfile of an app is";
    }

    @Override
    public List<CommandEntry> commands() {
        return settings.commands("Set the file that is read as Dockerfile; for the next push");
    }
}

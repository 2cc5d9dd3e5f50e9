package dev.sampan.ssh;

import dev.sampan.app.BuildSetting;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import java.util.List;
import org.springframework.stereotype.Component;

/** The commands `builder:…`. */
@Component
final class BuilderCommands implements CommandGroup {

    private final BuildSettingCommands settings;

    BuilderCommands(BuildOperations builds, AppOperations apps) {
        this.settings = new BuildSettingCommands("builder", BuildSetting.BUILD_DIR, builds, apps);
    }

    @Override
    public String name() {
        return "builder";
    }

    @Override
    public String title() {
        return "Say which folder of the source an app is";
    }

    @Override
    public List<CommandEntry> commands() {
        return settings.commands("Set the folder of the source that is built; for the next push");
    }
}

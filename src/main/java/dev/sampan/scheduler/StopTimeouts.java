package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.BuildSettings;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How long the processes of an app may take to end after SIGTERM. */
@Component
public final class StopTimeouts {

    private final BuildSettings settings;
    private final SchedulerProperties properties;

    StopTimeouts(BuildSettings settings, SchedulerProperties properties) {
        this.settings = settings;
        this.properties = properties;
    }

    /** What is set for an app, else for all apps, else what the configuration says. */
    public Duration of(AppName app) {
        return duration(settings.effective(app, BuildSetting.STOP_TIMEOUT));
    }

    /** What holds for apps that have none of their own. */
    public Duration ofAll() {
        return duration(settings.get(Optional.empty(), BuildSetting.STOP_TIMEOUT).orElse(""));
    }

    private Duration duration(String seconds) {
        return seconds.isEmpty()
                ? properties.stopTimeout()
                : Duration.ofSeconds(Long.parseLong(seconds));
    }
}

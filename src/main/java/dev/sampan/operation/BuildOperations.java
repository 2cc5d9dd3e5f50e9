package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.BuildpackName;
import dev.sampan.build.BuildRecord;
import dev.sampan.build.Builds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** How apps are built, and what became of their builds. */
@Service
public final class BuildOperations {

    private final Guard guard;
    private final Apps apps;
    private final Builds builds;
    private final BuildSettings settings;

    BuildOperations(Guard guard, Apps apps, Builds builds, BuildSettings settings) {
        this.guard = guard;
        this.apps = apps;
        this.builds = builds;
        this.settings = settings;
    }

    /**
     * A setting of builds.
     *
     * @param own what is set for the app
     * @param global what is set for all apps
     * @param effective what holds for the app
     */
    public record Setting(Optional<String> own, Optional<String> global, String effective) {}

    /** The builds of an app, the newest first. */
    public List<BuildRecord> list(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "builds:list",
                () -> {
                    apps.require(app);
                    return builds.list(app);
                });
    }

    /** A build of an app; the newest when no id is given. */
    public BuildRecord require(Caller caller, AppName app, Optional<String> id) {
        return guard.view(
                caller,
                app,
                "builds:info",
                () -> {
                    apps.require(app);
                    return builds.require(app, id);
                });
    }

    /** What a build said so far, as lines. */
    public List<String> output(Caller caller, AppName app, BuildRecord build) {
        return guard.view(
                caller, app, Permission.DEPLOY, "builds:output", () -> builds.output(app, build));
    }

    /** Ends what is being built of an app, or waits to be; gives the builds that were ended. */
    public List<BuildRecord> cancel(Caller caller, AppName app) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "builds:cancel",
                app,
                () -> {
                    apps.require(app);
                    return builds.cancel(app, caller.name());
                });
    }

    /** Forgets the builds of an app that are over; gives how many. */
    public int prune(Caller caller, AppName app) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "builds:prune",
                app,
                () -> {
                    apps.require(app);
                    return builds.prune(app);
                });
    }

    public Setting setting(Caller caller, AppName app, BuildSetting setting) {
        return guard.view(
                caller,
                app,
                "builder:report",
                () ->
                        new Setting(
                                settings.get(Optional.of(app), setting),
                                settings.get(Optional.empty(), setting),
                                settings.effective(app, setting)));
    }

    /** The base layer of all apps: `debian-13`. */
    public String stack() {
        return builds.stack();
    }

    /** How many builds that are over are remembered where this is set, or nothing. */
    public int retention(Optional<String> set) {
        return builds.retention(set.orElse(""));
    }

    /** What is set for all apps. */
    public Optional<String> globalSetting(Caller caller, BuildSetting setting) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                "builder:report",
                () -> settings.get(Optional.empty(), setting));
    }

    /** Sets it for an app, or for all apps; empty forgets what was set. The next build is the first that sees it. */
    public void set(
            Caller caller, Optional<AppName> app, BuildSetting setting, Optional<String> value) {
        guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                "builder:set",
                "%s %s".formatted(app.map(AppName::value).orElse("--global"), setting.word()),
                () -> {
                    settings.set(app, setting, value);
                    return setting;
                });
    }

    /** The buildpacks that were chosen for an app, in order. */
    public List<BuildpackName> buildpacks(Caller caller, AppName app) {
        return guard.view(caller, app, "buildpacks:list", () -> settings.buildpacks(app));
    }

    /** A change of the list of an app's buildpacks. */
    @FunctionalInterface
    public interface BuildpackChange {
        /** Changes the list in place. */
        void apply(List<BuildpackName> buildpacks);
    }

    /** Changes the buildpacks of an app; gives those it has now. */
    public List<BuildpackName> changeBuildpacks(
            Caller caller, AppName app, String action, BuildpackChange change) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                action,
                app,
                () -> {
                    List<BuildpackName> chosen = new ArrayList<>(settings.buildpacks(app));
                    change.apply(chosen);
                    settings.setBuildpacks(app, chosen);
                    return List.copyOf(chosen);
                });
    }
}

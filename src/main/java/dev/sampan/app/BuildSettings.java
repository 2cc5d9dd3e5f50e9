package dev.sampan.app;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How each app is built: what is set for the app, else what is set for all, else what everybody expects. */
@Service
@Transactional
public class BuildSettings {

    private static final String SCOPE = "build";

    private final Apps apps;
    private final Settings settings;
    private final DockerOptions docker;

    BuildSettings(Apps apps, Settings settings, DockerOptions docker) {
        this.apps = apps;
        this.settings = settings;
        this.docker = docker;
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public Optional<String> get(Optional<AppName> app, BuildSetting setting) {
        return settings.get(SCOPE, app, setting.word());
    }

    /** What holds for an app. */
    @Transactional(readOnly = true)
    public String effective(AppName app, BuildSetting setting) {
        return get(Optional.of(app), setting)
                .or(() -> get(Optional.empty(), setting))
                .orElse(setting.standard());
    }

    /** All that holds for the builds of an app. */
    @Transactional(readOnly = true)
    public BuildOptions options(AppName app) {
        return new BuildOptions(
                BuilderName.of(effective(app, BuildSetting.SELECTED)),
                effective(app, BuildSetting.DOCKERFILE_PATH),
                effective(app, BuildSetting.BUILD_DIR),
                effective(app, BuildSetting.APP_JSON_PATH),
                effective(app, BuildSetting.PROCFILE_PATH),
                buildpacks(app),
                docker.of(app).stream().flatMap(option -> option.words().stream()).toList());
    }

    /** The branch whose push deploys an app: its own, else the one of all apps; empty until a first push decides. */
    @Transactional(readOnly = true)
    public Optional<String> deployBranch(AppName app) {
        return apps.require(app)
                .deployBranch()
                .or(() -> get(Optional.empty(), BuildSetting.DEPLOY_BRANCH));
    }

    /** The buildpacks that were chosen for an app, in order. */
    @Transactional(readOnly = true)
    public List<BuildpackName> buildpacks(AppName app) {
        return effective(app, BuildSetting.BUILDPACKS).lines().map(BuildpackName::new).toList();
    }

    /**
     * Sets it for an app, or for all apps; empty forgets what was set there.
     *
     * @throws RefusedException when the value cannot be set
     */
    public void set(Optional<AppName> app, BuildSetting setting, Optional<String> value) {
        var _ = settings.set(SCOPE, app, setting.word(), value.map(setting::check));
    }

    /** Chooses the buildpacks of an app; none leaves it to the source. */
    public void setBuildpacks(AppName app, List<BuildpackName> buildpacks) {
        set(
                Optional.of(app),
                BuildSetting.BUILDPACKS,
                buildpacks.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                buildpacks.stream()
                                        .map(BuildpackName::text)
                                        .collect(Collectors.joining("\n"))));
    }
}

package dev.sampan.app;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Where the images of each app's releases are pushed: what is set for the app, else what is set for all. */
@Service
@Transactional
public class RegistrySettings {

    private static final Pattern APP_NAME = Pattern.compile("\\{\\{ *\\.AppName *}}");

    private static final String SCOPE = "registry";

    private final Settings settings;

    RegistrySettings(Settings settings) {
        this.settings = settings;
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public Optional<String> get(Optional<AppName> app, RegistrySetting setting) {
        return settings.get(SCOPE, app, setting.word());
    }

    /** What holds for an app. */
    @Transactional(readOnly = true)
    public String effective(AppName app, RegistrySetting setting) {
        if (setting == RegistrySetting.IMAGE_REPO) {
            return get(Optional.of(app), setting).orElseGet(() -> fromTemplate(app));
        }
        return get(Optional.of(app), setting)
                .or(() -> get(Optional.empty(), setting))
                .orElse(setting.standard());
    }

    /** Whether the image of each new release of an app is pushed. */
    @Transactional(readOnly = true)
    public boolean pushesReleases(AppName app) {
        return effective(app, RegistrySetting.PUSH_ON_RELEASE).equals("true");
    }

    /**
     * The names under which the image of a release is pushed.
     *
     * @param number of the release, which is the first tag
     * @return such as `ghcr.io/team/shop:3`
     */
    @Transactional(readOnly = true)
    public List<String> targets(AppName app, int number) {
        String server = effective(app, RegistrySetting.SERVER).replaceFirst("/$", "");
        String repository = effective(app, RegistrySetting.IMAGE_REPO);
        String name = server.isEmpty() ? repository : server + "/" + repository;
        String extra = effective(app, RegistrySetting.PUSH_EXTRA_TAGS);
        return Pattern.compile(",")
                .splitAsStream(number + (extra.isEmpty() ? "" : "," + extra))
                .distinct()
                .map(tag -> name + ":" + tag)
                .toList();
    }

    /**
     * Sets it for an app, or for all apps; empty forgets what was set there.
     *
     * @throws RefusedException when the value cannot be set
     */
    public void set(Optional<AppName> app, RegistrySetting setting, Optional<String> value) {
        if (app.isEmpty() && !setting.isGlobal()) {
            throw RefusedException.invalid(
                    "%s cannot be set for all apps, as each needs its own. Set image-repo-template instead"
                            .formatted(setting.word()));
        }
        var _ = settings.set(SCOPE, app, setting.word(), value.map(setting::check));
    }

    private String fromTemplate(AppName app) {
        String template = effective(app, RegistrySetting.IMAGE_REPO_TEMPLATE);
        return template.isEmpty()
                ? "sampan/" + app
                : APP_NAME.matcher(template).replaceAll(app.value());
    }
}

package dev.sampan.app;

import dev.sampan.secret.SecretName;
import java.util.Optional;

/** What the secrets of apps are called, where they are sealed and where they are opened. */
final class SecretNames {

    static final String CONFIG = "config var";
    static final String RELEASE = "config of release";
    static final String SETTING = "setting";

    static final String DOCKER_OPTION = "option of builds";

    private SecretNames() {}

    /** A config var; of all apps when the name is empty. */
    static SecretName config(Optional<AppName> app, String key) {
        return new SecretName(CONFIG, owner(app), key);
    }

    /** All config vars of a release. */
    static SecretName release(AppName app, int number) {
        return new SecretName(RELEASE, app.value(), "v" + number);
    }

    static SecretName setting(Optional<AppName> app, String scope, String name) {
        return new SecretName(SETTING, owner(app), scope + " " + name);
    }

    /** An option of builds, of which there may be several. */
    static SecretName dockerOption(AppName app) {
        return new SecretName(DOCKER_OPTION, app.value(), "");
    }

    private static String owner(Optional<AppName> app) {
        return app.map(AppName::value).orElse(SecretName.ALL);
    }
}

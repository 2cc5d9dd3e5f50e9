package dev.sampan.app;

import java.util.Optional;

/**
 * For whom an amount of a resource holds.
 *
 * @param app the app; empty for all apps that have none of their own
 * @param type the process type; empty for all
 */
public record ResourceScope(Optional<AppName> app, Optional<ProcessType> type) {

    /** All apps. */
    public static final ResourceScope GLOBAL =
            new ResourceScope(Optional.empty(), Optional.empty());

    public static ResourceScope of(AppName app) {
        return new ResourceScope(Optional.of(app), Optional.empty());
    }

    public static ResourceScope of(AppName app, Optional<ProcessType> type) {
        return new ResourceScope(Optional.of(app), type);
    }

    public ResourceScope withType(Optional<ProcessType> name) {
        return new ResourceScope(app, name);
    }

    /** For people: `hello`, `hello (web)`, `all apps`. */
    @Override
    public String toString() {
        return app.map(AppName::value).orElse("all apps")
                + type.map(name -> " (" + name + ")").orElse("");
    }
}

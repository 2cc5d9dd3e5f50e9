package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Retention;
import dev.sampan.deploy.Cleanup;
import dev.sampan.deploy.CleanupReport;
import dev.sampan.deploy.DeployProperties;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Service;

/** What of the disk can be freed, and how much is kept to go back to. */
@Service
public final class CleanupOperations {

    private final Guard guard;
    private final Apps apps;
    private final Cleanup cleanup;
    private final Retention retention;
    private final DeployProperties properties;

    CleanupOperations(
            Guard guard,
            Apps apps,
            Cleanup cleanup,
            Retention retention,
            DeployProperties properties) {
        this.guard = guard;
        this.apps = apps;
        this.cleanup = cleanup;
        this.retention = retention;
        this.properties = properties;
    }

    /**
     * How many releases keep their image.
     *
     * @param own what is set for the app
     * @param global what is set for all apps
     * @param effective what holds for the app
     */
    public record Kept(OptionalInt own, OptionalInt global, int effective) {}

    /** What a clean-up of one app, or of all, would remove. */
    public CleanupReport plan(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller, app, Permission.VIEW, "cleanup --dry-run", () -> cleanup.plan(app));
    }

    /** Removes it. */
    public CleanupReport run(Caller caller, Optional<AppName> app) {
        return guard.change(
                caller,
                app,
                permission(app),
                "cleanup",
                subject(app),
                () -> {
                    app.ifPresent(apps::require);
                    return cleanup.run(app);
                });
    }

    /** How many releases of an app keep their image. */
    public Kept kept(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "releases:report",
                () ->
                        new Kept(
                                retention.get(Optional.of(app)),
                                retention.get(Optional.empty()),
                                retention.effective(app, properties.releasesKept())));
    }

    /** How many releases of an app keep their image that has no setting of its own. */
    public Kept keptByDefault(Caller caller) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                "releases:report",
                () -> {
                    OptionalInt global = retention.get(Optional.empty());
                    return new Kept(
                            OptionalInt.empty(), global, global.orElse(properties.releasesKept()));
                });
    }

    /** Sets it for an app, or for all apps; empty forgets what was set. The next deploy or clean-up sees it. */
    public void keep(Caller caller, Optional<AppName> app, OptionalInt kept) {
        guard.change(
                caller,
                app,
                permission(app),
                "releases:set",
                subject(app) + " retention",
                () -> {
                    retention.set(app, kept);
                    return kept;
                });
    }

    private static Permission permission(Optional<AppName> app) {
        return app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER;
    }

    private static String subject(Optional<AppName> app) {
        return app.map(AppName::value).orElse("--global");
    }
}

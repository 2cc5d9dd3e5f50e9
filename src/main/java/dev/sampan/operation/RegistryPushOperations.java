package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.RegistrySetting;
import dev.sampan.app.RegistrySettings;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.deploy.DeployLog;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageNotFoundException;
import dev.sampan.image.ImageReference;
import dev.sampan.image.InvalidImageException;
import dev.sampan.image.RegistryPushes;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Service;

/** Where the images of releases are pushed, at once or with each release. */
@Service
public final class RegistryPushOperations {

    private final Guard guard;
    private final Releases releases;
    private final RegistrySettings settings;
    private final RegistryPushes pushes;

    RegistryPushOperations(
            Guard guard, Releases releases, RegistrySettings settings, RegistryPushes pushes) {
        this.guard = guard;
        this.releases = releases;
        this.settings = settings;
        this.pushes = pushes;
    }

    /**
     * A setting of an app.
     *
     * @param own what is set for the app
     * @param global what is set for all apps
     * @param effective what holds for the app
     */
    public record Setting(Optional<String> own, Optional<String> global, String effective) {}

    /**
     * Pushes the image of a release.
     *
     * @param number which; empty for the one that serves
     * @param target where to, as docker names it: `ghcr.io/owner/app:1.2`
     * @return the release
     */
    public Release push(
            Caller caller, AppName app, OptionalInt number, String target, DeployLog log)
            throws InterruptedException {
        ImageReference reference = reference(target);
        Work<Release, InterruptedException> work =
                () -> {
                    Release release = release(app, number);
                    log.step("Pushing image %s".formatted(reference.familiar()));
                    send(release, reference, log);
                    return release;
                };
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "registry:push",
                app + " " + reference.familiar(),
                work);
    }

    public Setting setting(Caller caller, AppName app, RegistrySetting setting) {
        return guard.view(
                caller,
                app,
                "registry:report",
                () ->
                        new Setting(
                                settings.get(Optional.of(app), setting),
                                settings.get(Optional.empty(), setting),
                                settings.effective(app, setting)));
    }

    /** What is set for all apps. */
    public Optional<String> globalSetting(Caller caller, RegistrySetting setting) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                "registry:report",
                () -> settings.get(Optional.empty(), setting));
    }

    /** Sets it for an app, or for all apps; empty forgets what was set. */
    public void set(
            Caller caller, Optional<AppName> app, RegistrySetting setting, Optional<String> value) {
        guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                "registry:set",
                "%s %s".formatted(app.map(AppName::value).orElse("--global"), setting.word()),
                () -> {
                    settings.set(app, setting, value);
                    return setting;
                });
    }

    private Release release(AppName app, OptionalInt number) {
        return number.isPresent()
                ? releases.require(app, number.getAsInt())
                : releases.current(app)
                        .orElseThrow(
                                () ->
                                        RefusedException.conflict(
                                                "App '%s' has not been deployed".formatted(app)));
    }

    private void send(Release release, ImageReference target, DeployLog log)
            throws InterruptedException {
        try {
            pushes.push(Digest.parse(release.image()), target, release.app().value(), log::line);
        } catch (InvalidImageException e) {
            throw RefusedException.invalid(String.valueOf(e.getMessage()));
        } catch (ImageNotFoundException e) {
            throw RefusedException.conflict(
                    "Release %s of app '%s' cannot be pushed: its image is not kept any more"
                            .formatted(release.version(), release.app()));
        }
    }

    private static ImageReference reference(String target) {
        try {
            return ImageReference.parse(target);
        } catch (InvalidImageException e) {
            throw RefusedException.invalid(String.valueOf(e.getMessage()));
        }
    }
}

package dev.sampan.deploy;

import dev.sampan.app.RegistrySettings;
import dev.sampan.app.Release;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageNotFoundException;
import dev.sampan.image.ImageReference;
import dev.sampan.image.InvalidImageException;
import dev.sampan.image.RegistryException;
import dev.sampan.image.RegistryPushes;
import org.springframework.stereotype.Component;

/** Pushes the images of new releases, where that is wanted. */
@Component
final class ReleasePush {

    private final RegistrySettings settings;
    private final RegistryPushes pushes;

    ReleasePush(RegistrySettings settings, RegistryPushes pushes) {
        this.settings = settings;
        this.pushes = pushes;
    }

    /** Pushes a release that serves. A registry that does not take it is told of, and changes nothing about the release. */
    void push(Release release, DeployLog log) {
        if (!settings.pushesReleases(release.app())) {
            return;
        }
        for (String target : settings.targets(release.app(), release.number())) {
            log.step("Pushing image %s".formatted(target));
            try {
                pushes.push(
                        Digest.parse(release.image()),
                        ImageReference.parse(target),
                        release.app().value(),
                        log::line);
            } catch (RegistryException | InvalidImageException | ImageNotFoundException e) {
                log.warn(
                        "Release %s serves, but its image was not pushed. %s. Push it with `registry:push %s %s %s`"
                                .formatted(
                                        release.version(),
                                        e.getMessage(),
                                        release.app(),
                                        release.version(),
                                        target));
            } catch (InterruptedException e) {
                log.warn(
                        "Release %s serves, but its image was not pushed: interrupted"
                                .formatted(release.version()));
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

package dev.sampan.deploy;

import dev.sampan.container.Container;
import dev.sampan.container.Containers;
import dev.sampan.host.PeriodicTask;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageStore;
import dev.sampan.image.SweepResult;
import dev.sampan.scheduler.Instance;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * From time to time removes images that nothing needs: no release that one can roll back to, no stack or runtime, and no
 * container. What a build or a deploy has made and not named yet is too new to be removed.
 */
@Component
class ImageSweeper {

    private static final Logger log = LoggerFactory.getLogger(ImageSweeper.class);

    private final ImageStore images;
    private final Containers containers;
    private final DeployProperties properties;

    ImageSweeper(ImageStore images, Containers containers, DeployProperties properties) {
        this.images = images;
        this.containers = containers;
        this.properties = properties;
    }

    /**
     * What would be removed now if some names were gone.
     *
     * @param without these names
     */
    SweepResult sweepable(Collection<String> without) {
        return images.sweepable(inUse(), without);
    }

    private Set<Digest> inUse() {
        Set<Digest> inUse = new HashSet<>();
        // An instance that is being drained may be of a release whose image has lost its name.
        for (Container container : containers.list()) {
            Instance.imageOf(container).ifPresent(inUse::add);
        }
        return inUse;
    }

    /** Removes what nothing needs now. */
    SweepResult sweep() {
        SweepResult result = images.sweep(inUse());
        if (result.blobs() + result.layers() > 0) {
            log.info(
                    "Images swept blobs={} layers={} freed={}",
                    result.blobs(),
                    result.layers(),
                    result.freed().toText());
        }
        return result;
    }

    @Bean
    PeriodicTask imageSweep() {
        return PeriodicTask.every(properties.sweepInterval(), "image-sweep", this::sweep);
    }
}

package dev.sampan.deploy;

import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Forgets the releases whose deploy ended with an earlier control plane, before anybody can deploy again. */
@Component
final class AbandonedReleases implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AbandonedReleases.class);

    private final Releases releases;
    private final ReleaseImages images;
    private volatile boolean running;

    AbandonedReleases(Releases releases, ReleaseImages images) {
        this.releases = releases;
        this.images = images;
    }

    @Override
    public void start() {
        for (Release release : releases.unserved()) {
            releases.discard(release.app(), release.number());
            images.forget(release.app(), release.number());
            log.info(
                    "Release forgotten that never served app={} release={}",
                    release.app(),
                    release.version());
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the doors are opened. */
    @Override
    public int getPhase() {
        return 0;
    }
}

package dev.sampan.scheduler;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Formation;
import dev.sampan.app.Formations;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.app.Split;

import org.springframework.stereotype.Component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places that the releases of an app fill: the one that serves, all that its formation says; beside it, while several
 * serve, web processes of the others, as many as is their part of those of the base.
 */
@Component
final class Places {

    private final Apps apps;
    private final Releases releases;
    private final Formations formations;

    Places(Apps apps, Releases releases, Formations formations) {
        this.apps = apps;
        this.releases = releases;
        this.formations = formations;
    }

    /** Those that are to be filled now, and the release of each; none of an app that is stopped or was never deployed. */
    Map<Slot, Release> of(AppName app) {
        if (apps.find(app).filter(App::isRunning).isEmpty()) {
            return Map.of();
        }
        Releases.Serving serving = releases.serving(app);
        if (serving.current().isEmpty()) {
            return Map.of();
        }
        return of(app, serving.current().getAsInt(), serving.split());
    }

    /**
     * Those that would be filled.
     *
     * @param base the number of the release that serves, of several the base
     */
    Map<Slot, Release> of(AppName app, int base, Optional<Split> split) {
        Map<Slot, Release> places = new LinkedHashMap<>(ofBase(releases.require(app, base)));
        split.ifPresent(
                several ->
                        several.canaries().forEach(share -> places.putAll(ofCanary(app, share))));
        return places;
    }

    /** The places that a release fills with the app's formation: none of the `release` process. */
    Map<Slot, Release> ofBase(Release release) {
        Formation formation = formations.of(release.app());
        Map<Slot, Release> places = new LinkedHashMap<>();
        for (String name : release.processTypes().keySet()) {
            ProcessType process = new ProcessType(name);
            if (!process.equals(ProcessType.RELEASE)) {
                for (int index = 1; index <= formation.quantity(process); index++) {
                    places.put(new Slot(release.app(), process, index), release);
                }
            }
        }
        return places;
    }

    private Map<Slot, Release> ofCanary(AppName app, Split.Share share) {
        Release release = releases.require(app, share.release());
        Map<Slot, Release> places = new LinkedHashMap<>();
        int quantity = share.quantity(formations.of(app).quantity(ProcessType.WEB));
        for (int index = 1; index <= quantity; index++) {
            places.put(new Slot(app, ProcessType.WEB, index, share.release()), release);
        }
        return places;
    }
}

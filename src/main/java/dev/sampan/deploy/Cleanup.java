package dev.sampan.deploy;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.AppNotFoundException;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import dev.sampan.build.Builds;
import dev.sampan.build.RuntimeLayers;
import dev.sampan.image.ImageStore;
import dev.sampan.image.SweepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Frees what the disk holds and nothing needs: images of releases that nobody goes back to, runtimes that were replaced,
 * what apps left that are gone, and then every blob and layer that no image has.
 *
 * <p>Each step is safe at any moment and beside builds, pulls and deploys: names of images are taken away first, in one
 * step each; what has no name, no container and was not touched for a while is moved away, and deleted then.
 */
@Service
public class Cleanup {

    private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

    private final Apps apps;
    private final ReleaseImages releases;
    private final RuntimeLayers runtimes;
    private final Builds builds;
    private final AppLock lock;
    private final ImageStore images;
    private final ImageSweeper sweeper;

    Cleanup(
            Apps apps,
            ReleaseImages releases,
            RuntimeLayers runtimes,
            Builds builds,
            AppLock lock,
            ImageStore images,
            ImageSweeper sweeper) {
        this.apps = apps;
        this.releases = releases;
        this.runtimes = runtimes;
        this.builds = builds;
        this.lock = lock;
        this.images = images;
        this.sweeper = sweeper;
    }

    /** What can go of one app. */
    private record Old(AppName app, List<Integer> numbers) {

        List<String> described() {
            return numbers.stream().map(number -> "%s v%d".formatted(app, number)).toList();
        }

        List<String> names() {
            return numbers.stream().map(number -> ReleaseImages.name(app, number)).toList();
        }
    }

    /** What a clean-up would remove now; nothing is changed. */
    public CleanupReport plan(Optional<AppName> app) {
        Set<String> names = new TreeSet<>(images.tags().keySet());
        List<Old> old = old(app, names);
        List<String> replaced = app.isPresent() ? List.of() : runtimes.replaced();
        List<String> orphans = app.isPresent() ? List.of() : releases.orphans(names, appNames());
        List<String> gone = new ArrayList<>(replaced);
        gone.addAll(orphans);
        old.forEach(each -> gone.addAll(each.names()));
        return report(
                old.stream().flatMap(each -> each.described().stream()).toList(),
                replaced,
                withBuilds(orphans, app.isPresent() ? List.of() : orphanedBuilds()),
                List.of(),
                sweeper.sweepable(gone));
    }

    /** Removes it, for one app or for all. */
    public CleanupReport run(Optional<AppName> app) {
        Set<String> names = new TreeSet<>(images.tags().keySet());
        List<String> done = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Old old : old(app, names)) {
            // A rollback that is under way may be to one of them.
            try (AppLock.Held _ = lock.acquire(old.app())) {
                old.names().forEach(images::untag);
                done.addAll(old.described());
            } catch (RefusedException e) {
                skipped.add(old.app().value());
            }
        }
        List<String> replaced = List.of();
        List<String> orphans = List.of();
        List<AppName> builtNoMore = List.of();
        if (app.isEmpty()) {
            replaced = runtimes.replaced();
            orphans = releases.orphans(names, appNames());
            builtNoMore = orphanedBuilds();
            replaced.forEach(images::untag);
            orphans.forEach(images::untag);
            builtNoMore.forEach(builds::forget);
        }
        return report(done, replaced, withBuilds(orphans, builtNoMore), skipped, sweeper.sweep());
    }

    private static CleanupReport report(
            List<String> releases,
            List<String> runtimes,
            List<String> orphans,
            List<String> skipped,
            SweepResult swept) {
        return new CleanupReport(
                releases, runtimes, orphans, skipped, swept.blobs(), swept.layers(), swept.freed());
    }

    private List<Old> old(Optional<AppName> app, Set<String> names) {
        if (app.isPresent()) {
            return List.of(new Old(app.get(), releases.surplus(app.get(), names)));
        }
        List<Old> all = new ArrayList<>();
        for (App each : apps.list()) {
            try {
                List<Integer> surplus = releases.surplus(each.name(), names);
                if (!surplus.isEmpty()) {
                    all.add(new Old(each.name(), surplus));
                }
            } catch (AppNotFoundException e) {
                log.debug("App was destroyed meanwhile app={}", each.name());
            }
        }
        return all;
    }

    private Set<String> appNames() {
        return apps.list().stream().map(app -> app.name().value()).collect(Collectors.toSet());
    }

    /** Looked up before the apps: whoever builds is there already. */
    private List<AppName> orphanedBuilds() {
        List<AppName> built = builds.builtApps();
        Set<String> known = appNames();
        return built.stream().filter(name -> !known.contains(name.value())).toList();
    }

    private static List<String> withBuilds(List<String> orphans, List<AppName> builds) {
        List<String> all = new ArrayList<>(orphans);
        builds.forEach(app -> all.add("builds of " + app));
        return all;
    }
}

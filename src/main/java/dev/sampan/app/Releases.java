package dev.sampan.app;

import dev.sampan.secret.Secrets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What was deployed, and what serves now. */
@Service
@Transactional
public class Releases {

    private final Apps apps;
    private final ReleaseRepository rows;
    private final Secrets secrets;
    private final Clock clock = Clock.systemUTC();

    Releases(Apps apps, ReleaseRepository rows, Secrets secrets) {
        this.apps = apps;
        this.rows = rows;
        this.secrets = secrets;
    }

    /** Gives a release its number and keeps it; it does not serve before {@link #activate}. */
    public Release add(AppName app, ReleaseDraft draft) {
        App owner = apps.locked(app);
        return rows.save(
                        new ReleaseRow(
                                owner,
                                owner.nextRelease(),
                                draft,
                                clock.instant().truncatedTo(ChronoUnit.MICROS),
                                secrets))
                .toRelease(app, secrets);
    }

    /** Makes a release the one that serves, alone. */
    public void activate(AppName app, int number) {
        require(app, number);
        apps.locked(app).activate(number);
    }

    /** Lets several releases serve; the base is the current one from now on. */
    public void split(AppName app, Split split) {
        split.shares().forEach(share -> require(app, share.release()));
        apps.locked(app).split(split);
    }

    /**
     * What serves of an app.
     *
     * @param current the release, of several the base; empty before the first successful deploy
     * @param split the releases, when they are several
     * @param next what is wanted of the next deploy
     */
    public record Serving(OptionalInt current, Optional<Split> split, Optional<Splits.Next> next) {}

    @Transactional(readOnly = true)
    public Serving serving(AppName app) {
        App owner = apps.require(app);
        return new Serving(owner.currentRelease(), owner.split(), owner.nextSplit());
    }

    /** Lets serve again what did, after a change that came to nothing. */
    public void restore(AppName app, Serving before) {
        before.split()
                .ifPresentOrElse(
                        split -> split(app, split),
                        () -> {
                            before.current().ifPresent(number -> activate(app, number));
                            apps.locked(app).splitNext(before.next());
                        });
    }

    /** Forgets a release that never served, as when its deploy failed; its number is not used again. */
    public void discard(AppName app, int number) {
        App owner = apps.locked(app);
        if (owner.currentRelease().equals(OptionalInt.of(number))
                || owner.split().flatMap(split -> split.find(number)).isPresent()) {
            throw RefusedException.conflict(
                    "Release v%d of app '%s' serves now and cannot be discarded"
                            .formatted(number, app));
        }
        rows.deleteNumber(owner.id(), number);
    }

    /** The releases of all apps that have never served: they are being deployed, or were when their deploy was cut off. */
    @Transactional(readOnly = true)
    public List<Release> unserved() {
        List<ReleaseRow> found = rows.findNeverServed();
        if (found.isEmpty()) {
            return List.of();
        }
        Map<Long, AppName> names =
                apps.list().stream().collect(Collectors.toMap(App::id, App::name));
        return found.stream()
                .flatMap(
                        row ->
                                Optional.ofNullable(names.get(row.appId()))
                                        .map(name -> row.toRelease(name, secrets))
                                        .stream())
                .toList();
    }

    /** The releases of an app, the newest first. */
    @Transactional(readOnly = true)
    public List<Release> list(AppName app) {
        return rows.findByAppIdOrderByNumberDesc(apps.require(app).id()).stream()
                .map(row -> row.toRelease(app, secrets))
                .toList();
    }

    @Transactional(readOnly = true)
    public Optional<Release> find(AppName app, int number) {
        return rows.findByAppIdAndNumber(apps.require(app).id(), number)
                .map(row -> row.toRelease(app, secrets));
    }

    /**
     * The release of a number.
     *
     * @throws RefusedException when the app has no release of this number
     */
    @Transactional(readOnly = true)
    public Release require(AppName app, int number) {
        return find(app, number)
                .orElseThrow(
                        () ->
                                RefusedException.notFound(
                                        "App '%s' has no release v%d. `releases %s` lists them"
                                                .formatted(app, number, app)));
    }

    /** The release that serves, of several the base; empty before the first successful deploy. */
    @Transactional(readOnly = true)
    public Optional<Release> current(AppName app) {
        OptionalInt number = apps.require(app).currentRelease();
        return number.isPresent() ? find(app, number.getAsInt()) : Optional.empty();
    }

    /** The newest release before the one that serves: what a rollback without a number goes to. */
    @Transactional(readOnly = true)
    public Optional<Release> previous(AppName app) {
        OptionalInt current = apps.require(app).currentRelease();
        return list(app).stream()
                .filter(release -> current.isPresent() && release.number() < current.getAsInt())
                .findFirst();
    }
}

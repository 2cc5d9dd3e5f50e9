package dev.sampan.app;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which apps have several releases that serve, and what is wanted of their next deploy. {@link Releases} changes the former. */
@Service
@Transactional
public class Splits {

    private final Apps apps;
    private final AppRepository rows;

    Splits(Apps apps, AppRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    /** What serves of an app, when it is more than one release. */
    @Transactional(readOnly = true)
    public Optional<Split> of(AppName app) {
        return apps.find(app).flatMap(App::split);
    }

    /** The same of all apps that have a split. */
    @Transactional(readOnly = true)
    public Map<AppName, Split> all() {
        Map<AppName, Split> all = new TreeMap<>();
        rows.findBySplitIsNotNull()
                .forEach(app -> app.split().ifPresent(split -> all.put(app.name(), split)));
        return all;
    }

    /**
     * What is wanted of the next deploy.
     *
     * @param percent of the requests that it gets, 1 to 99
     * @param abortErrors above how many percent of errors it is left out again; empty for never
     */
    public record Next(int percent, Optional<Integer> abortErrors) {

        public Next {
            Split.checkPercent(percent, "The requests of the next deploy");
            abortErrors.ifPresent(
                    errors -> Split.checkPercent(errors, "The errors that end a split"));
        }
    }

    /** The part of the requests that the next deploy gets; empty when it takes all. */
    @Transactional(readOnly = true)
    public Optional<Next> next(AppName app) {
        return apps.require(app).nextSplit();
    }

    /** Lets the next deploy have a part of the requests only; empty lets it take all. */
    public void setNext(AppName app, Optional<Next> next) {
        apps.locked(app).splitNext(next);
    }
}

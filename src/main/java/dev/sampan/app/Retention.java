package dev.sampan.app;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How many releases of an app keep their image: what is set for the app, else for all apps, else the configuration. */
@Service
@Transactional
public class Retention {

    /** One that serves and one to go back to. */
    public static final int LEAST = 2;

    private static final int MOST = 1000;

    private final Apps apps;
    private final RetentionRepository rows;

    Retention(Apps apps, RetentionRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public OptionalInt get(Optional<AppName> app) {
        return row(app.map(name -> apps.require(name).id()).orElse(null))
                .map(row -> OptionalInt.of(row.kept()))
                .orElse(OptionalInt.empty());
    }

    /**
     * What holds for an app.
     *
     * @param standard what holds when nobody set anything
     */
    @Transactional(readOnly = true)
    public int effective(AppName app, int standard) {
        OptionalInt own = get(Optional.of(app));
        return own.isPresent() ? own.getAsInt() : get(Optional.empty()).orElse(standard);
    }

    /**
     * Sets it for an app, or for all apps; empty forgets what was set there.
     *
     * @throws RefusedException when it is fewer than a rollback needs, or more than anybody would go back
     */
    public void set(Optional<AppName> app, OptionalInt kept) {
        if (kept.isPresent() && (kept.getAsInt() < LEAST || kept.getAsInt() > MOST)) {
            throw RefusedException.invalid(
                    "The retention of releases cannot be %d: a rollback needs at least %d, and at most %d are kept"
                            .formatted(kept.getAsInt(), LEAST, MOST));
        }
        @Nullable Long appId = app.map(name -> apps.locked(name).id()).orElse(null);
        row(appId).ifPresent(rows::delete);
        rows.flush();
        kept.ifPresent(number -> rows.saveAndFlush(new RetentionRow(appId, number)));
    }

    private Optional<RetentionRow> row(@Nullable Long appId) {
        return rows.findAllByOrderById().stream().filter(row -> row.isOf(appId)).findFirst();
    }
}

package dev.sampan.app;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * By which keys the images of an app have to be signed that come from elsewhere: its own, else those of all apps. Without
 * any, they need no signature.
 */
@Service
@Transactional
public class ImageKeys {

    private static final int MOST = 50;

    private final Apps apps;
    private final ImageKeyRepository rows;

    ImageKeys(Apps apps, ImageKeyRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    /** The keys that somebody named for an app, or for all apps. */
    @Transactional(readOnly = true)
    public List<ImageKey> of(Optional<AppName> app) {
        return rows(id(app)).stream().map(ImageKeyRow::key).toList();
    }

    /** The keys that hold for an app. */
    @Transactional(readOnly = true)
    public List<ImageKey> effective(AppName app) {
        List<ImageKey> own = of(Optional.of(app));
        return own.isEmpty() ? of(Optional.empty()) : own;
    }

    /**
     * Adds keys.
     *
     * @return those that were not there already
     * @throws RefusedException when there would be too many
     */
    public List<ImageKey> add(Optional<AppName> app, List<ImageKey> keys) {
        @Nullable Long appId = app.map(name -> apps.locked(name).id()).orElse(null);
        List<ImageKey> known = rows(appId).stream().map(ImageKeyRow::key).toList();
        List<ImageKey> fresh =
                keys.stream().distinct().filter(key -> !known.contains(key)).toList();
        if (known.size() + fresh.size() > MOST) {
            throw RefusedException.conflict(
                    "At most %d keys can be trusted, there are %d already; take some away with `image:trust-remove`"
                            .formatted(MOST, known.size()));
        }
        fresh.forEach(key -> rows.saveAndFlush(new ImageKeyRow(appId, key)));
        return fresh;
    }

    /**
     * Takes a key away; when it was the last one, images need no signature of this list any more.
     *
     * @throws RefusedException when there is no such key
     */
    public void remove(Optional<AppName> app, String fingerprint) {
        ImageKeyRow row =
                rows(id(app)).stream()
                        .filter(each -> each.key().fingerprint().equals(fingerprint))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        RefusedException.notFound(
                                                "Key '%s' is not among those of %s. `image:report` shows them"
                                                        .formatted(
                                                                fingerprint.length() > 80
                                                                        ? fingerprint.substring(
                                                                                0, 80)
                                                                        : fingerprint,
                                                                app.map(
                                                                                name ->
                                                                                        "app '"
                                                                                                + name
                                                                                                + "'")
                                                                        .orElse("all apps"))));
        rows.delete(row);
    }

    /**
     * Takes all keys away.
     *
     * @return how many there were
     */
    public int clear(Optional<AppName> app) {
        List<ImageKeyRow> found = rows(id(app));
        found.forEach(rows::delete);
        return found.size();
    }

    private @Nullable Long id(Optional<AppName> app) {
        return app.map(name -> apps.require(name).id()).orElse(null);
    }

    private List<ImageKeyRow> rows(@Nullable Long appId) {
        return rows.findAllByOrderById().stream().filter(row -> row.isOf(appId)).toList();
    }
}

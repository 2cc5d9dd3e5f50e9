package dev.sampan.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What each app reaches of private networks: what is set for the app, else what is set for all, else nothing. */
@Service
@Transactional
public class NetworkSettings {

    private final Apps apps;
    private final NetworkSettingRepository rows;

    NetworkSettings(Apps apps, NetworkSettingRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public Optional<PrivateRanges> privateRanges(Optional<AppName> app) {
        return row(idOf(app)).map(NetworkSettingRow::privateRanges);
    }

    /** What holds for an app. */
    @Transactional(readOnly = true)
    public PrivateRanges effective(AppName app) {
        return privateRanges(Optional.of(app))
                .or(() -> privateRanges(Optional.empty()))
                .orElse(PrivateRanges.DENIED);
    }

    /** What holds for each app for which it is not that all is denied. */
    @Transactional(readOnly = true)
    public Map<AppName, PrivateRanges> open() {
        Map<AppName, PrivateRanges> open = new TreeMap<>();
        List<NetworkSettingRow> all = rows.findAllByOrderById();
        if (all.isEmpty()) {
            return open;
        }
        PrivateRanges global = find(all, null).orElse(PrivateRanges.DENIED);
        for (App app : apps.list()) {
            PrivateRanges ranges = find(all, app.id()).orElse(global);
            if (!ranges.equals(PrivateRanges.DENIED)) {
                open.put(app.name(), ranges);
            }
        }
        return open;
    }

    /** Sets it for an app, or for all apps; empty forgets what was set there. */
    public void setPrivateRanges(Optional<AppName> app, Optional<PrivateRanges> ranges) {
        @Nullable Long appId = app.map(name -> apps.locked(name).id()).orElse(null);
        row(appId).ifPresent(rows::delete);
        rows.flush();
        ranges.ifPresent(wanted -> rows.saveAndFlush(new NetworkSettingRow(appId, wanted)));
    }

    private @Nullable Long idOf(Optional<AppName> app) {
        return app.map(name -> apps.require(name).id()).orElse(null);
    }

    private Optional<NetworkSettingRow> row(@Nullable Long appId) {
        return rows.findAllByOrderById().stream().filter(row -> row.isOf(appId)).findFirst();
    }

    private static Optional<PrivateRanges> find(List<NetworkSettingRow> all, @Nullable Long appId) {
        return all.stream()
                .filter(row -> row.isOf(appId))
                .findFirst()
                .map(NetworkSettingRow::privateRanges);
    }
}

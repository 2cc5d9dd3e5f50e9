package dev.sampan.app;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What somebody set for an app, or for all apps. Each feature has a scope of its own, and knows what the names in it mean; a
 * text has up to a million characters.
 */
@Service
@Transactional
public class Settings {

    private final Apps apps;
    private final SettingRepository rows;

    Settings(Apps apps, SettingRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    /**
     * What is set for an app itself, or for all apps, by name.
     *
     * @throws AppNotFoundException when there is no such app
     */
    @Transactional(readOnly = true)
    public SortedMap<String, String> of(String scope, Optional<AppName> app) {
        return values(rows(scope, app.map(name -> apps.require(name).id()).orElse(null)));
    }

    /** One thing that is set for an app itself, or for all apps. */
    @Transactional(readOnly = true)
    public Optional<String> get(String scope, Optional<AppName> app, String name) {
        return Optional.ofNullable(of(scope, app).get(name));
    }

    /** What holds for an app: what is set for it, and what is set for all where nothing is. */
    @Transactional(readOnly = true)
    public SortedMap<String, String> effective(String scope, AppName app) {
        SortedMap<String, String> effective = of(scope, Optional.empty());
        effective.putAll(of(scope, Optional.of(app)));
        return effective;
    }

    /** What is set for each app itself; every app is there. */
    @Transactional(readOnly = true)
    public Map<AppName, SortedMap<String, String>> ofEach(String scope) {
        Map<Long, List<SettingRow>> byApp =
                rows.findByScopeAndAppIdIsNotNull(scope).stream()
                        .collect(Collectors.groupingBy(row -> Objects.requireNonNull(row.appId())));
        Map<AppName, SortedMap<String, String>> each = new TreeMap<>();
        for (App app : apps.list()) {
            each.put(app.name(), values(byApp.getOrDefault(app.id(), List.of())));
        }
        return each;
    }

    /**
     * Sets it for an app, or for all apps; empty forgets what was set there.
     *
     * @return whether something was set there before
     * @throws AppNotFoundException when there is no such app
     */
    public boolean set(String scope, Optional<AppName> app, String name, Optional<String> value) {
        @Nullable Long appId = app.map(known -> apps.locked(known).id()).orElse(null);
        List<SettingRow> known =
                rows(scope, appId).stream().filter(row -> row.name().equals(name)).toList();
        known.forEach(rows::delete);
        rows.flush();
        value.ifPresent(text -> rows.saveAndFlush(new SettingRow(appId, scope, name, text)));
        return !known.isEmpty();
    }

    private List<SettingRow> rows(String scope, @Nullable Long appId) {
        return appId == null
                ? rows.findByScopeAndAppIdIsNull(scope)
                : rows.findByScopeAndAppId(scope, appId);
    }

    private static SortedMap<String, String> values(List<SettingRow> rows) {
        SortedMap<String, String> values = new TreeMap<>();
        rows.forEach(row -> values.put(row.name(), row.value()));
        return values;
    }
}

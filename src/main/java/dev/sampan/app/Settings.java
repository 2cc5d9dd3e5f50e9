package dev.sampan.app;

import dev.sampan.secret.SecretName;
import dev.sampan.secret.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
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
    private final Secrets secrets;

    Settings(Apps apps, SettingRepository rows, Secrets secrets) {
        this.apps = apps;
        this.rows = rows;
        this.secrets = secrets;
    }

    /**
     * What is set for an app itself, or for all apps, by name.
     *
     * @throws AppNotFoundException when there is no such app
     */
    @Transactional(readOnly = true)
    public SortedMap<String, String> of(String scope, Optional<AppName> app) {
        return values(app, rows(scope, app.map(name -> apps.require(name).id()).orElse(null)));
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
            each.put(
                    app.name(),
                    values(Optional.of(app.name()), byApp.getOrDefault(app.id(), List.of())));
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
        return put(
                app,
                scope,
                name,
                id -> value.map(text -> new SettingRow(id, scope, name, text, null)));
    }

    /** As {@link #set}, for what nobody may read in the database. */
    public boolean setSecret(
            String scope, Optional<AppName> app, String name, Optional<String> value) {
        SecretName secret = SecretNames.setting(app, scope, name);
        return put(
                app,
                scope,
                name,
                id ->
                        value.map(
                                text ->
                                        new SettingRow(
                                                id,
                                                scope,
                                                name,
                                                null,
                                                secrets.seal(secret, text))));
    }

    /** Gives an app the secrets of another, which are sealed for their app and cannot be copied as they are. */
    void copySecrets(AppName from, AppName to) {
        for (SettingRow row : rows.findByAppIdAndSealedIsNotNull(apps.require(from).id())) {
            var _ =
                    setSecret(
                            row.scope(),
                            Optional.of(to),
                            row.name(),
                            Optional.of(text(Optional.of(from), row)));
        }
    }

    private boolean put(
            Optional<AppName> app,
            String scope,
            String name,
            Function<@Nullable Long, Optional<SettingRow>> row) {
        @Nullable Long appId = app.map(known -> apps.locked(known).id()).orElse(null);
        List<SettingRow> known =
                rows(scope, appId).stream().filter(found -> found.name().equals(name)).toList();
        known.forEach(rows::delete);
        rows.flush();
        row.apply(appId).ifPresent(rows::saveAndFlush);
        return !known.isEmpty();
    }

    private List<SettingRow> rows(String scope, @Nullable Long appId) {
        return appId == null
                ? rows.findByScopeAndAppIdIsNull(scope)
                : rows.findByScopeAndAppId(scope, appId);
    }

    private SortedMap<String, String> values(Optional<AppName> app, List<SettingRow> rows) {
        SortedMap<String, String> values = new TreeMap<>();
        rows.forEach(row -> values.put(row.name(), text(app, row)));
        return values;
    }

    private String text(Optional<AppName> app, SettingRow row) {
        @Nullable String sealed = row.sealed();
        return sealed == null
                ? Objects.requireNonNull(row.value())
                : secrets.open(SecretNames.setting(app, row.scope(), row.name()), sealed);
    }
}

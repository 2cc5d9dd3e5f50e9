package dev.sampan.app;

import dev.sampan.secret.Secrets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The config vars of each app, and those of all apps; an empty app name stands for all. */
@Service
@Transactional
public class Environments {

    private final Apps apps;
    private final EnvVarRepository rows;
    private final Secrets secrets;

    Environments(Apps apps, EnvVarRepository rows, Secrets secrets) {
        this.apps = apps;
        this.rows = rows;
        this.secrets = secrets;
    }

    /** The vars set for this app, or for all. */
    @Transactional(readOnly = true)
    public EnvVars of(Optional<AppName> app) {
        return new EnvVars(
                values(app, rowsOf(app.map(name -> apps.require(name).id()).orElse(null))));
    }

    /** What the app's processes get: the vars of all apps, and over them its own. */
    @Transactional(readOnly = true)
    public EnvVars merged(AppName app) {
        return of(Optional.empty()).with(of(Optional.of(app)).values());
    }

    /** Sets vars and leaves the others as they are. */
    public void set(Optional<AppName> app, Map<String, String> vars) {
        change(app, vars, false);
    }

    /** Sets vars and removes all others. */
    public void replace(Optional<AppName> app, Map<String, String> vars) {
        change(app, vars, true);
    }

    /** Removes vars; keys that are not set are ignored. */
    public void unset(Optional<AppName> app, Collection<String> keys) {
        Set<String> gone = new HashSet<>(keys);
        rowsOf(lock(app)).stream().filter(row -> gone.contains(row.key())).forEach(rows::delete);
    }

    private void change(Optional<AppName> app, Map<String, String> vars, boolean replace) {
        if (vars.containsKey("PORT")) {
            throw RefusedException.invalid(
                    "Config var 'PORT' is given to each process by the platform and cannot be set");
        }
        @Nullable Long appId = lock(app);
        List<EnvVarRow> present = rowsOf(appId);
        new EnvVars(replace ? new TreeMap<>() : values(app, present)).with(vars);
        Map<String, String> rest = new TreeMap<>(vars);
        for (EnvVarRow row : present) {
            @Nullable String value = rest.remove(row.key());
            if (value != null) {
                row.change(seal(app, row.key(), value));
                rows.save(row);
            } else if (replace) {
                rows.delete(row);
            }
        }
        rest.forEach((key, value) -> rows.save(new EnvVarRow(appId, key, seal(app, key, value))));
    }

    private SortedMap<String, String> values(Optional<AppName> app, List<EnvVarRow> present) {
        TreeMap<String, String> values = new TreeMap<>();
        present.forEach(
                row ->
                        values.put(
                                row.key(),
                                secrets.open(SecretNames.config(app, row.key()), row.sealed())));
        return values;
    }

    private String seal(Optional<AppName> app, String key, String value) {
        return secrets.seal(SecretNames.config(app, key), value);
    }

    private @Nullable Long lock(Optional<AppName> app) {
        return app.map(name -> apps.locked(name).id()).orElse(null);
    }

    private List<EnvVarRow> rowsOf(@Nullable Long appId) {
        return appId == null
                ? rows.findByAppIdIsNullOrderByKey()
                : rows.findByAppIdOrderByKey(appId);
    }
}

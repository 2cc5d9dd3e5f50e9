package dev.sampan.app;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What each app may use. */
@Service
@Transactional
public class Limits {

    private final Apps apps;
    private final LimitRepository rows;
    private final Map<Resource, String> defaults;

    Limits(Apps apps, LimitRepository rows, ResourceProperties properties) {
        this.apps = apps;
        this.rows = rows;
        this.defaults = properties.app().amounts();
    }

    /** The limits of an app that nobody set. */
    public Map<Resource, String> defaults() {
        return defaults;
    }

    /** What somebody set for an app. */
    @Transactional(readOnly = true)
    public LimitSettings settings(AppName app) {
        Map<Resource, String> whole = new EnumMap<>(Resource.class);
        Map<ProcessType, Map<Resource, String>> types = new HashMap<>();
        for (LimitRow row : rows.findByAppIdOrderById(apps.require(app).id())) {
            Map<Resource, String> scope =
                    row.processType().isEmpty()
                            ? whole
                            : types.computeIfAbsent(
                                    ProcessType.parse(row.processType()),
                                    type -> new EnumMap<>(Resource.class));
            scope.put(row.resource(), row.amount());
        }
        return new LimitSettings(whole, types);
    }

    /** The limits that a process of an app gets. */
    @Transactional(readOnly = true)
    public ResourceLimits effective(AppName app, ProcessType type) {
        return settings(app).effective(defaults, type);
    }

    /** The limits of the app as a whole: what its disk and its one-off containers get. */
    @Transactional(readOnly = true)
    public ResourceLimits effective(AppName app) {
        return settings(app).effective(defaults);
    }

    /**
     * Sets limits for every process of an app, or for one process type.
     *
     * @return the canonical amounts
     * @throws RefusedException when an amount is outside its range, or disk is asked for one process type
     */
    public Map<Resource, String> set(
            AppName app, Optional<ProcessType> type, Map<Resource, String> amounts) {
        if (type.isPresent() && amounts.containsKey(Resource.DISK)) {
            throw RefusedException.invalid(
                    "The disk belongs to the whole app. Set --disk without --process-type");
        }
        Map<Resource, String> checked = new EnumMap<>(Resource.class);
        amounts.forEach((resource, amount) -> checked.put(resource, resource.check(amount)));
        long appId = apps.locked(app).id();
        String scope = type.map(ProcessType::value).orElse("");
        checked.forEach(
                (resource, amount) -> {
                    rows.deleteOne(appId, scope, resource.flag());
                    rows.save(new LimitRow(appId, scope, resource, amount));
                });
        return checked;
    }

    /** Forgets what was set for every process of an app, or for one process type. */
    public void clear(AppName app, Optional<ProcessType> type) {
        rows.deleteScope(apps.locked(app).id(), type.map(ProcessType::value).orElse(""));
    }
}

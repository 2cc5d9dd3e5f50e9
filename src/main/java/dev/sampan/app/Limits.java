package dev.sampan.app;

import dev.sampan.unit.CpuSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What each app may use. An amount is looked for at the process type of the app, then at the app, then at the process type
 * of all apps, then at all apps, and then among the defaults.
 */
@Service
@Transactional
public class Limits {

    private static final long LEAST_BYTES_PER_FILE = 2048;

    private final Apps apps;
    private final LimitRepository rows;
    private final Machine machine;
    private final Map<Resource, String> defaults;

    /**
     * The limits.
     *
     * @param connections how many an app may have open for which nobody set another number
     */
    Limits(
            Apps apps,
            LimitRepository rows,
            Machine machine,
            ResourceProperties properties,
            @Value("${sampan.network.connections:4096}") int connections) {
        this.apps = apps;
        this.rows = rows;
        this.machine = machine;
        Map<Resource, String> amounts = new EnumMap<>(properties.app().amounts());
        amounts.put(Resource.CONNECTIONS, Integer.toString(connections));
        this.defaults = Collections.unmodifiableMap(amounts);
    }

    /** The limits that somebody set for an app. */
    @Transactional(readOnly = true)
    public LimitSettings settings(AppName app) {
        return settings(Optional.of(app), Allotment.LIMIT);
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public LimitSettings settings(Optional<AppName> app, Allotment kind) {
        Map<Resource, String> whole = new EnumMap<>(Resource.class);
        Map<ProcessType, Map<Resource, String>> types = new HashMap<>();
        for (LimitRow row : rowsOf(app.map(name -> apps.require(name).id()))) {
            if (row.isOf(kind)) {
                Map<Resource, String> scope =
                        row.processType().isEmpty()
                                ? whole
                                : types.computeIfAbsent(
                                        ProcessType.parse(row.processType()),
                                        type -> new EnumMap<>(Resource.class));
                scope.put(row.resource(), row.amount());
            }
        }
        return new LimitSettings(whole, types);
    }

    /** What a process of an app gets. */
    @Transactional(readOnly = true)
    public ResourceLimits effective(AppName app, ProcessType type) {
        return effective(ResourceScope.of(app, Optional.of(type)));
    }

    /** What the app as a whole gets: its disk, and its processes of a type for which nothing of its own is set. */
    @Transactional(readOnly = true)
    public ResourceLimits effective(AppName app) {
        return effective(ResourceScope.of(app));
    }

    /** What a process in this scope gets. */
    @Transactional(readOnly = true)
    public ResourceLimits effective(ResourceScope scope) {
        return new ResourceLimits(
                amounts(scope, Allotment.LIMIT, defaults),
                amounts(scope, Allotment.RESERVE, Map.of()));
    }

    /** How many connections apps may have open at once, those for which somebody set that, or for all of them. */
    @Transactional(readOnly = true)
    public Map<AppName, Integer> connections() {
        Map<Resource, String> global = settings(Optional.empty(), Allotment.LIMIT).app();
        Map<AppName, Integer> found = new TreeMap<>();
        for (App app : apps.list()) {
            Optional.ofNullable(
                            settings(app.name())
                                    .over(global, Optional.empty())
                                    .get(Resource.CONNECTIONS))
                    .ifPresent(most -> found.put(app.name(), Integer.valueOf(most)));
        }
        return found;
    }

    private Map<Resource, String> amounts(
            ResourceScope scope, Allotment kind, Map<Resource, String> lowest) {
        Map<Resource, String> global = settings(Optional.empty(), kind).over(lowest, scope.type());
        return scope.app().isEmpty()
                ? global
                : settings(scope.app(), kind).over(global, scope.type());
    }

    /**
     * Sets limits or reservations.
     *
     * @return the canonical amounts
     * @throws RefusedException when an amount is outside its range, does not exist for this scope or kind, or contradicts
     *     another one that holds
     */
    public Map<Resource, String> set(
            ResourceScope scope, Allotment kind, Map<Resource, String> amounts) {
        Map<Resource, String> most = machine.most();
        Map<Resource, String> checked = new EnumMap<>(Resource.class);
        amounts.forEach(
                (resource, amount) -> {
                    checkScope(scope, kind, resource);
                    String canonical = resource.check(amount, most, kind);
                    checkHeld(resource, canonical);
                    checked.put(resource, canonical);
                });
        Optional.ofNullable(checked.get(Resource.CPUSET)).ifPresent(this::checkProcessors);
        change(scope, () -> put(scope, kind, checked));
        checkInodes(effective(scope));
        return checked;
    }

    /** Refuses what makes amounts contradict each other; what did so before is no reason to refuse another change. */
    private void change(ResourceScope scope, Runnable change) {
        scope.app().ifPresent(apps::locked);
        Contradictions contradictions = new Contradictions(apps, this);
        Set<String> before = contradictions.within(scope);
        change.run();
        contradictions.within(scope).stream()
                .filter(found -> !before.contains(found))
                .findFirst()
                .ifPresent(
                        found -> {
                            throw RefusedException.invalid(found);
                        });
    }

    private void checkProcessors(String wanted) {
        CpuSet there = machine.processors();
        if (!wanted.equals(Resource.UNLIMITED) && !there.contains(CpuSet.parse(wanted))) {
            throw RefusedException.invalid(
                    "Limit cpuset=%s names processors that this machine does not have. It has %s"
                            .formatted(wanted, there));
        }
    }

    private void checkHeld(Resource resource, String amount) {
        if (!amount.equals(Resource.UNLIMITED)) {
            machine.obstacle(resource)
                    .ifPresent(
                            reason -> {
                                throw RefusedException.invalid(
                                        "Limit %s=%s cannot be held by this machine: %s"
                                                .formatted(resource.flag(), amount, reason));
                            });
        }
    }

    /** Each file takes a part of the disk for what is known of it. */
    private static void checkInodes(ResourceLimits limits) {
        long most = limits.storageSize().bytes() / LEAST_BYTES_PER_FILE;
        if (limits.inodes().filter(count -> count.value() > most).isPresent()) {
            throw RefusedException.invalid(
                    "Limit inodes=%s is outside the allowed range: a disk of %s has room for at most %d"
                            .formatted(
                                    limits.text(Resource.INODES),
                                    limits.storageSize().toText(),
                                    most));
        }
    }

    /** Brings back what was set before, whatever the ranges are now. */
    public void restore(ResourceScope scope, Allotment kind, Map<Resource, String> before) {
        forget(scope, kind);
        put(scope, kind, before);
    }

    /**
     * Forgets what was set for this scope.
     *
     * @throws RefusedException when what holds then contradicts itself
     */
    public void clear(ResourceScope scope, Allotment kind) {
        change(scope, () -> forget(scope, kind));
    }

    private void forget(ResourceScope scope, Allotment kind) {
        rows.deleteAll(rowsAt(scope, kind));
        rows.flush();
    }

    private static void checkScope(ResourceScope scope, Allotment kind, Resource resource) {
        if (scope.type().isPresent() && resource.isOfWholeApp()) {
            throw RefusedException.invalid(
                    "%1$s belongs to the whole app. Set --%1$s without --process-type"
                            .formatted(resource.flag()));
        }
        if (kind == Allotment.RESERVE && !resource.canBeReserved()) {
            throw RefusedException.invalid(
                    "%s cannot be reserved, only cpu and memory can. Limit what others use of it"
                            .formatted(resource.flag()));
        }
    }

    private void put(ResourceScope scope, Allotment kind, Map<Resource, String> amounts) {
        Optional<Long> appId = scope.app().map(app -> apps.locked(app).id());
        rows.deleteAll(
                rowsAt(scope, kind).stream()
                        .filter(row -> amounts.containsKey(row.resource()))
                        .toList());
        rows.flush();
        amounts.forEach(
                (resource, amount) ->
                        rows.save(
                                new LimitRow(
                                        appId.orElse(null),
                                        kind,
                                        typeOf(scope),
                                        resource,
                                        amount)));
    }

    private List<LimitRow> rowsAt(ResourceScope scope, Allotment kind) {
        return rowsOf(scope.app().map(app -> apps.locked(app).id())).stream()
                .filter(row -> row.isOf(kind) && row.processType().equals(typeOf(scope)))
                .toList();
    }

    private List<LimitRow> rowsOf(Optional<Long> appId) {
        return appId.map(rows::findByAppIdOrderById).orElseGet(rows::findByAppIdIsNullOrderById);
    }

    private static String typeOf(ResourceScope scope) {
        return scope.type().map(ProcessType::value).orElse("");
    }
}

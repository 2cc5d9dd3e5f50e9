package dev.sampan.app;

import dev.sampan.unit.DataSize;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Amounts that cannot hold together. They may come from several places: a reservation of the app is above a limit of all
 * apps. So each scope that a change reaches is looked at with all that holds there.
 */
final class Contradictions {

    private final Apps apps;
    private final Limits limits;

    Contradictions(Apps apps, Limits limits) {
        this.apps = apps;
        this.limits = limits;
    }

    /** All of them in a scope and in those below it, each as a sentence with both amounts. */
    Set<String> within(ResourceScope scope) {
        Set<String> found = new LinkedHashSet<>();
        List<Optional<AppName>> who = new ArrayList<>(List.of(scope.app()));
        if (scope.app().isEmpty()) {
            apps.list().forEach(app -> who.add(Optional.of(app.name())));
        }
        for (Optional<AppName> app : who) {
            for (Optional<ProcessType> type : types(app, scope.type())) {
                ResourceScope narrow = new ResourceScope(app, type);
                ResourceLimits holds = limits.effective(narrow);
                found.addAll(between(narrow.toString(), holds));
                weight(narrow, holds).ifPresent(found::add);
            }
        }
        return found;
    }

    private Set<Optional<ProcessType>> types(Optional<AppName> app, Optional<ProcessType> only) {
        if (only.isPresent()) {
            return Set.of(only);
        }
        Set<ProcessType> named = new TreeSet<>();
        for (Allotment kind : Allotment.values()) {
            named.addAll(limits.settings(Optional.empty(), kind).types().keySet());
            app.ifPresent(
                    name ->
                            named.addAll(
                                    limits.settings(Optional.of(name), kind).types().keySet()));
        }
        Set<Optional<ProcessType>> all = new LinkedHashSet<>(Set.of(Optional.empty()));
        named.forEach(type -> all.add(Optional.of(type)));
        return all;
    }

    /**
     * Those between the amounts of one process.
     *
     * @param whose for the sentences: whose amounts they are
     */
    static List<String> between(String whose, ResourceLimits holds) {
        List<String> found = new ArrayList<>();
        holds.reservedMemory()
                .ifPresent(
                        reserved -> {
                            above(holds.memory(), reserved)
                                    .ifPresent(
                                            limit ->
                                                    found.add(
                                                            reservation(
                                                                    whose,
                                                                    "memory=" + reserved,
                                                                    "memory=" + limit)));
                            above(holds.memoryHigh(), reserved)
                                    .ifPresent(
                                            limit ->
                                                    found.add(
                                                            reservation(
                                                                    whose,
                                                                    "memory=" + reserved,
                                                                    "memory-high=" + limit)));
                        });
        holds.memoryHigh()
                .flatMap(high -> above(holds.memory(), high))
                .ifPresent(
                        limit ->
                                found.add(
                                        "Limit memory-high=%s of '%s' is above its limit memory=%s. Raise that one, or set memory-high lower"
                                                .formatted(
                                                        holds.text(Resource.MEMORY_HIGH),
                                                        whose,
                                                        limit)));
        holds.reservedCpu()
                .ifPresent(
                        reserved -> {
                            holds.cpu()
                                    .filter(limit -> reserved.millis() > limit.millis())
                                    .ifPresent(
                                            limit ->
                                                    found.add(
                                                            reservation(
                                                                    whose,
                                                                    "cpu=" + reserved,
                                                                    "cpu=" + limit)));
                            holds.cpuset()
                                    .filter(set -> reserved.millis() > 1000L * set.size())
                                    .ifPresent(
                                            set ->
                                                    found.add(
                                                            reservation(
                                                                    whose,
                                                                    "cpu=" + reserved,
                                                                    "cpuset=" + set)));
                        });
        return found;
    }

    private static Optional<DataSize> above(Optional<DataSize> limit, DataSize amount) {
        return limit.filter(most -> amount.bytes() > most.bytes());
    }

    private static String reservation(String whose, String reserved, String limit) {
        return "Reservation %s of '%s' is above its limit %s. Raise the limit, or reserve less"
                .formatted(reserved, whose, limit);
    }

    /** A reserved processor is a weight. One that is set beside it, or nearer to the process, would mean nothing. */
    private Optional<String> weight(ResourceScope scope, ResourceLimits holds) {
        int reserved = nearness(scope, Allotment.RESERVE, Resource.CPU);
        int weight = nearness(scope, Allotment.LIMIT, Resource.CPU_WEIGHT);
        return reserved == 0 || weight < reserved
                ? Optional.empty()
                : Optional.of(
                        "Limit cpu-weight=%s of '%s' means nothing beside its reservation cpu=%s, which is a weight itself. Set one of them only"
                                .formatted(
                                        holds.text(Resource.CPU_WEIGHT),
                                        scope,
                                        holds.reservations().get(Resource.CPU)));
    }

    /** How near to the process an amount was set: 0 when nobody did. */
    private int nearness(ResourceScope scope, Allotment kind, Resource resource) {
        LimitSettings global = limits.settings(Optional.empty(), kind);
        LimitSettings own =
                scope.app().isPresent() ? limits.settings(scope.app(), kind) : LimitSettings.NONE;
        int nearness = 0;
        int step = 0;
        for (Map<Resource, String> amounts :
                List.of(
                        global.app(),
                        ofType(global, scope.type()),
                        own.app(),
                        ofType(own, scope.type()))) {
            step++;
            if (amounts.containsKey(resource)) {
                nearness = step;
            }
        }
        return nearness;
    }

    private static Map<Resource, String> ofType(
            LimitSettings settings, Optional<ProcessType> type) {
        return type.isPresent() ? settings.at(type) : Map.of();
    }
}

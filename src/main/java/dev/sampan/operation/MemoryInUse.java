package dev.sampan.operation;

import dev.sampan.app.AppName;
import dev.sampan.app.Limits;
import dev.sampan.app.RefusedException;
import dev.sampan.container.Containers;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.unit.DataSize;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Keeps memory limits from being lowered below what processes use now: the kernel would kill them at once. */
@Component
final class MemoryInUse {

    private final Limits limits;
    private final Scheduler scheduler;
    private final Containers containers;

    MemoryInUse(Limits limits, Scheduler scheduler, Containers containers) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.containers = containers;
    }

    /** The memory limits of processes; empty is unlimited. */
    record Limited(Map<Instance, Optional<DataSize>> of) {}

    Limited limits(Collection<AppName> apps) {
        Map<Instance, Optional<DataSize>> of = new LinkedHashMap<>();
        for (AppName app : apps) {
            scheduler.current(app).forEach(instance -> of.put(instance, limit(instance)));
        }
        return new Limited(of);
    }

    /**
     * Looks at those whose limit is lower by now.
     *
     * @throws RefusedException when one of them uses more than that
     */
    void check(Limited before) {
        before.of()
                .forEach(
                        (instance, old) ->
                                limit(instance)
                                        .filter(now -> isLower(now, old))
                                        .ifPresent(now -> check(instance, now)));
    }

    private void check(Instance instance, DataSize limit) {
        containers
                .heldMemory(instance.container().id())
                .filter(held -> held.bytes() > limit.bytes())
                .ifPresent(
                        held -> {
                            throw RefusedException.conflict(
                                    "Limit memory=%s is below the %s that process '%s' of '%s' uses now. Choose more, or stop the app with `ps:stop` first"
                                            .formatted(
                                                    limit,
                                                    held.toText(),
                                                    instance.dyno(),
                                                    instance.app()));
                        });
    }

    private Optional<DataSize> limit(Instance instance) {
        return limits.effective(instance.app(), instance.slot().process()).memory();
    }

    private static boolean isLower(DataSize now, Optional<DataSize> old) {
        return old.isEmpty() || now.bytes() < old.get().bytes();
    }
}

package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.ProcessType;
import dev.sampan.container.ContainerId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** What runs, as far as the scheduler knows; filled again from the containers after a restart. */
@Component
final class Instances {

    private static final Comparator<Instance> ORDER =
            Comparator.comparing((Instance instance) -> instance.slot().process())
                    .thenComparingInt(instance -> instance.slot().index())
                    .thenComparing(Instance::startedAt);

    private final Map<ContainerId, Instance> byContainer = new ConcurrentHashMap<>();

    void put(Instance instance) {
        byContainer.put(instance.container().id(), instance);
    }

    Optional<Instance> find(ContainerId id) {
        return Optional.ofNullable(byContainer.get(id));
    }

    /** Changes what is known of an instance; empty when it is not known any more. */
    Optional<Instance> update(ContainerId id, UnaryOperator<Instance> change) {
        return Optional.ofNullable(
                byContainer.computeIfPresent(id, (_, instance) -> change.apply(instance)));
    }

    void remove(ContainerId id) {
        byContainer.remove(id);
    }

    List<Instance> of(AppName app) {
        return byContainer.values().stream()
                .filter(instance -> instance.app().equals(app))
                .sorted(ORDER)
                .toList();
    }

    /** How many of each process type are up. */
    Map<ProcessType, Integer> running(AppName app) {
        Map<ProcessType, Integer> counts = new TreeMap<>();
        current(app).forEach(one -> counts.merge(one.slot().process(), 1, Integer::sum));
        return counts;
    }

    /** Those that are up. */
    List<Instance> current(AppName app) {
        return of(app).stream().filter(instance -> instance.state() == Instance.State.UP).toList();
    }

    List<Instance> all() {
        return byContainer.values().stream().sorted(ORDER).toList();
    }
}

package dev.sampan.precedence;

import dev.sampan.container.ContainerId;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which processors those keep to whom their limit holds back: as many as it amounts to. Half a processor is then one that is
 * busy half of the time, and not all of the machine's at once until the period's share is used up; the others stay free.
 */
final class ProcessorPins {

    private final Map<ContainerId, Pin> pins = new HashMap<>();

    /** Of each of its processors, this share is a container's. */
    private record Pin(CpuSet processors, double share) {}

    /**
     * Chooses those processors on which the least is pinned; interrupts tend to come to the first ones, so the last of them.
     *
     * @param allowed those that it may run on
     * @return empty when it amounts to all of them anyway
     */
    Optional<CpuSet> pin(ContainerId id, CpuCount limit, CpuSet allowed) {
        int count = Math.ceilDiv(limit.millis(), 1000);
        if (count >= allowed.size()) {
            return Optional.empty();
        }
        Map<Integer, Double> load = load();
        BitSet chosen = new BitSet();
        allowed.numbers()
                .boxed()
                .sorted(
                        Comparator.<Integer, Double>comparing(cpu -> load.getOrDefault(cpu, 0.0))
                                .thenComparing(Comparator.reverseOrder()))
                .limit(count)
                .forEach(chosen::set);
        Pin pin = new Pin(CpuSet.of(chosen), limit.millis() / 1000.0 / count);
        pins.put(id, pin);
        return Optional.of(pin.processors());
    }

    /** All those on which somebody is pinned. */
    BitSet processors() {
        BitSet all = new BitSet();
        pins.values().forEach(pin -> pin.processors().numbers().forEach(all::set));
        return all;
    }

    void release(ContainerId id) {
        pins.remove(id);
    }

    /** Forgets all others. */
    void retain(Collection<ContainerId> there) {
        pins.keySet().retainAll(there);
    }

    private Map<Integer, Double> load() {
        Map<Integer, Double> load = new HashMap<>();
        pins.values()
                .forEach(
                        pin ->
                                pin.processors()
                                        .numbers()
                                        .forEach(cpu -> load.merge(cpu, pin.share(), Double::sum)));
        return load;
    }
}

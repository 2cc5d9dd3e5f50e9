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
 * Which processors those keep to that want much and have a limit: as many as the limit amounts to. Half a processor is then
 * one that is busy half of the time, and not all of the machine's at once until the period's share is used up.
 */
final class ProcessorPins {

    private static final int WHOLE = 1000;

    private final Map<ContainerId, Pin> pins = new HashMap<>();

    /** Of each of its processors, so many thousandths are a container's. */
    private record Pin(CpuSet processors, int share) {}

    /**
     * Chooses those processors on which the least is pinned; interrupts tend to come to the first ones, so the last of them.
     * Who does not fit beside the others on any stays free, since it would get less there than its limit.
     *
     * @param id one that is free
     * @param allowed those that it may run on
     */
    void pin(ContainerId id, CpuCount limit, CpuSet allowed) {
        int count = Math.ceilDiv(limit.millis(), WHOLE);
        if (count >= allowed.size()) {
            return;
        }
        int share = Math.ceilDiv(limit.millis(), count);
        Map<Integer, Integer> load = load();
        BitSet chosen = new BitSet();
        allowed.numbers()
                .boxed()
                .filter(cpu -> load.getOrDefault(cpu, 0) + share <= WHOLE)
                .sorted(
                        Comparator.<Integer, Integer>comparing(cpu -> load.getOrDefault(cpu, 0))
                                .thenComparing(Comparator.reverseOrder()))
                .limit(count)
                .forEach(chosen::set);
        if (chosen.cardinality() == count) {
            pins.put(id, new Pin(CpuSet.of(chosen), share));
        }
    }

    /** What it keeps to; empty when it is free. */
    Optional<CpuSet> of(ContainerId id) {
        return Optional.ofNullable(pins.get(id)).map(Pin::processors);
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

    private Map<Integer, Integer> load() {
        Map<Integer, Integer> load = new HashMap<>();
        for (Pin pin : pins.values()) {
            pin.processors().numbers().forEach(cpu -> load.merge(cpu, pin.share(), Integer::sum));
        }
        return load;
    }
}

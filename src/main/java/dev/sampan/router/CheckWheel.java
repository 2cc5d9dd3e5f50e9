package dev.sampan.router;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is due after some ticks, in a ring of slots: adding something costs the same however much waits, and a tick no more
 * than what lies in its slot.
 */
final class CheckWheel<T> {

    private final List<List<Entry<T>>> slots = new ArrayList<>();
    private int position;

    /** Something, and how often the ring has to go round before it is due. */
    private record Entry<T>(T item, long rounds) {}

    CheckWheel(int size) {
        for (int i = 0; i < size; i++) {
            slots.add(new ArrayList<>());
        }
    }

    /** Lets an item be due after that many ticks, one or more. */
    void add(T item, long ticks) {
        long ahead = Math.max(1, ticks);
        int slot = (int) ((position + ahead) % slots.size());
        slots.get(slot).add(new Entry<>(item, (ahead - 1) / slots.size()));
    }

    /** Goes on by one tick, and hands out what is due; what is added meanwhile is due later. */
    void tick(Consumer<T> due) {
        position = (position + 1) % slots.size();
        List<Entry<T>> now = slots.get(position);
        slots.set(position, new ArrayList<>());
        for (Entry<T> entry : now) {
            if (entry.rounds() == 0) {
                due.accept(entry.item());
            } else {
                slots.get(position).add(new Entry<>(entry.item(), entry.rounds() - 1));
            }
        }
    }
}

package dev.sampan.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Milliseconds by what was measured and for whom; the first one is what the others are compared with. */
final class Figures {

    private final Map<String, Map<String, List<Double>>> all = new LinkedHashMap<>();

    void add(String what, String who, double millis) {
        all.computeIfAbsent(what, _ -> new LinkedHashMap<>())
                .computeIfAbsent(who, _ -> new ArrayList<>())
                .add(millis);
    }

    void forget(String who) {
        all.values().forEach(byWho -> byWho.remove(who));
    }

    void print() {
        all.forEach(
                (what, byWho) -> {
                    System.out.printf(
                            "%n%-28s %10s %10s %10s %14s%n",
                            what, "median ms", "min", "max", "sampan : it");
                    double ours = median(byWho.values().iterator().next());
                    byWho.forEach((who, times) -> print(who, times, ours));
                });
    }

    private static void print(String who, List<Double> times, double ours) {
        System.out.printf(
                "%-28s %10.1f %10.1f %10.1f %14.3f%n",
                who,
                median(times),
                times.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                times.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                ours / median(times));
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElse(0.0);
    }
}

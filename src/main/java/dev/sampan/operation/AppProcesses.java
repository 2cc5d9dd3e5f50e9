package dev.sampan.operation;

import dev.sampan.app.ProcessType;
import dev.sampan.metrics.LimitEvent;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The processes of an app: what is wanted and what is seen.
 *
 * @param deployed whether a release serves
 * @param wanted whether processes are wanted to run at all; false after `ps:stop`
 * @param formation how many of each type are wanted of the release that serves, of several the base
 * @param canaries how many web processes are wanted beside them, of the other releases that serve
 * @param processes what there is now
 * @param hits the last time that each limit was hit by each process, unless it is long ago, the newest first
 */
public record AppProcesses(
        boolean deployed,
        boolean wanted,
        SortedMap<ProcessType, Integer> formation,
        int canaries,
        List<ProcessStatus> processes,
        List<LimitEvent> hits) {

    public AppProcesses {
        formation = Collections.unmodifiableSortedMap(new TreeMap<>(formation));
        processes = List.copyOf(processes);
        hits = List.copyOf(hits);
    }

    /** How many processes are wanted, of all releases that serve. */
    public int quantity() {
        return formation.values().stream().mapToInt(Integer::intValue).sum() + canaries;
    }

    /** As dokku says it: `true` when all wanted processes run, `mixed` when some do, else `false`. */
    public String running() {
        long up = processes.stream().filter(ProcessStatus::isRunning).count();
        int sum = quantity();
        if (up == 0) {
            return "false";
        }
        return up < sum ? "mixed" : "true";
    }
}

package dev.sampan.container;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long it takes from the wish for a container to the first instruction of its program, which writes the
 * time, for us and for other engines in turn.
 *
 * <p>Arguments: how many rounds, a root file system, and for every other engine a name, `=`, and its command line.
 */
final class StartBenchmark {

    private static final int WARM_UP = 20;

    private StartBenchmark() {}

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]);
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (String other : Arrays.asList(args).subList(2, args.length)) {
            int separator = other.indexOf('=');
            others.put(
                    other.substring(0, separator),
                    List.of(other.substring(separator + 1).split(" ", -1)));
        }
        Map<String, List<Double>> results = new LinkedHashMap<>();
        CommandRunner commands = new CommandRunner();
        try (TestHost host = new TestHost(Path.of(args[1]))) {
            for (int i = 0; i < WARM_UP; i++) {
                ours(host);
            }
            for (int round = 0; round < rounds; round++) {
                results.computeIfAbsent("sampan", _ -> new ArrayList<>()).add(ours(host));
                others.forEach(
                        (name, argv) ->
                                results.computeIfAbsent(name, _ -> new ArrayList<>())
                                        .add(other(commands, argv)));
            }
        }
        print(results);
    }

    private static double ours(TestHost host) {
        ContainerSpec spec = host.spec(List.of("/bin/date", "+%s%N"));
        Instant before = Instant.now();
        host.containers.start(spec);
        host.awaitLog(spec, "\n");
        String log = host.log(spec).strip();
        host.containers.stop(spec.id(), Duration.ofSeconds(5));
        return millis(before, log.substring(log.lastIndexOf(' ') + 1));
    }

    private static double other(CommandRunner commands, List<String> argv) {
        Instant before = Instant.now();
        return millis(before, commands.run(Command.of(argv)).strip());
    }

    private static double millis(Instant before, String nanos) {
        long start = ChronoUnit.NANOS.between(Instant.EPOCH, before);
        return (Long.parseLong(nanos) - start) / 1e6;
    }

    private static void print(Map<String, List<Double>> results) {
        double ours = median(results.getOrDefault("sampan", List.of()));
        System.out.printf("%-14s %10s %10s %10s %8s%n", "", "median ms", "min", "max", "ratio");
        results.forEach(
                (name, times) ->
                        System.out.printf(
                                "%-14s %10.1f %10.1f %10.1f %8.2f%n",
                                name,
                                median(times),
                                times.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                                times.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                                median(times) / ours));
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElse(0.0);
    }
}

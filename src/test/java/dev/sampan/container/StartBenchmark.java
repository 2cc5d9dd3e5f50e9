package dev.sampan.container;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Measures how long starts and stops take, and what a container costs in memory, for us and for other engines in turn.
 *
 * <p>Arguments: how many rounds; a root file system; the command line of a bare OCI runtime; other engines, see {@link
 * Engine#parse}.
 */
final class StartBenchmark {

    private static final int WARM_UP = 30;
    private static final int AT_ONCE = 20;
    private static final int ROUNDS_OF_MANY = 5;
    private static final List<String> DATE = List.of("/bin/date", "+%s%N");
    private static final List<String> SLEEP = List.of("/bin/sleep", "600");

    private final Figures figures = new Figures();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final TestHost host;
    private final List<String> bare;
    private final List<Engine> engines;
    private int owners;

    private StartBenchmark(TestHost host, List<String> bare, List<Engine> engines) {
        this.host = host;
        this.bare = bare;
        this.engines = engines;
    }

    public static void main(String[] args) throws InterruptedException {
        List<Engine> engines = Arrays.stream(args).skip(3).map(Engine::parse).toList();
        try (TestHost host = new TestHost(Path.of(args[1]))) {
            StartBenchmark benchmark = new StartBenchmark(host, Engine.words(args[2]), engines);
            benchmark.run(Integer.parseInt(args[0]));
            benchmark.figures.print();
            benchmark.memory();
            benchmark.threads.shutdown();
        }
    }

    private void run(int rounds) throws InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            one(TestHost.OWNER, "warm up");
        }
        for (int round = 0; round < rounds; round++) {
            rest();
            one(TestHost.OWNER, "sampan");
            String fresh = "cold" + owners++;
            host.containers.storage(fresh, DataSize.ofGibibytes(1));
            rest();
            host.networks.forget(host.firstUid(fresh));
            one(fresh, "sampan, nothing prepared");
            bare();
            engines.forEach(this::one);
        }
        figures.forget("warm up");
        for (int round = 0; round < Math.min(rounds, ROUNDS_OF_MANY); round++) {
            rest();
            many();
            engines.forEach(this::many);
        }
    }

    /** As long as it takes to make what the last round used up, and for others to come to rest. */
    private static void rest() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(400);
    }

    private void one(String owner, String name) {
        ContainerSpec spec = host.spec(owner, DATE);
        Instant before = Instant.now();
        host.containers.start(spec);
        double started = millis(before, Instant.now());
        host.awaitLog(spec, "\n");
        String log = host.log(spec).strip();
        host.containers.stop(spec.id(), Duration.ofSeconds(5));
        figures.add("start", name, started);
        figures.add("first instruction", name, until(before, log));
    }

    private void bare() {
        List<String> argv = new ArrayList<>(bare);
        Instant before = Instant.now();
        String output = new CommandRunner().run(Command.of(argv));
        figures.add("first instruction", bare.getFirst() + " alone", until(before, output));
    }

    private void one(Engine engine) {
        Instant before = Instant.now();
        String id = engine.start(DATE);
        figures.add("start", engine.name(), millis(before, Instant.now()));
        figures.add("first instruction", engine.name(), until(before, engine.log(id)));
        engine.remove(id);
        Instant again = Instant.now();
        figures.add(
                "first instruction",
                engine.name() + " run --rm",
                until(again, engine.runAndRemove(DATE)));
    }

    private void many() {
        List<ContainerSpec> specs =
                IntStream.range(0, AT_ONCE).mapToObj(_ -> host.spec(SLEEP)).toList();
        Instant before = Instant.now();
        List<Container> started =
                together(
                        specs.stream()
                                .<Supplier<Container>>map(s -> () -> host.containers.start(s))
                                .toList());
        figures.add("20 starts at once", "sampan", millis(before, Instant.now()));
        Instant stopped = Instant.now();
        List<Boolean> _ =
                together(
                        started.stream()
                                .map(Container::id)
                                .map(
                                        id ->
                                                done(
                                                        id,
                                                        i ->
                                                                host.containers.stop(
                                                                        i, Duration.ofSeconds(5))))
                                .toList());
        figures.add("20 stops at once", "sampan", millis(stopped, Instant.now()));
    }

    private void many(Engine engine) {
        Instant before = Instant.now();
        List<String> started =
                together(
                        IntStream.range(0, AT_ONCE)
                                .<Supplier<String>>mapToObj(_ -> () -> engine.start(SLEEP))
                                .toList());
        figures.add("20 starts at once", engine.name(), millis(before, Instant.now()));
        Instant stopped = Instant.now();
        List<Boolean> _ = together(started.stream().map(id -> done(id, engine::remove)).toList());
        figures.add("20 stops at once", engine.name(), millis(stopped, Instant.now()));
    }

    private static <T> Supplier<Boolean> done(T value, Consumer<T> work) {
        return () -> {
            work.accept(value);
            return true;
        };
    }

    private <T> List<T> together(List<Supplier<T>> work) {
        List<CompletableFuture<T>> all =
                work.stream().map(one -> CompletableFuture.supplyAsync(one, threads)).toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    private void memory() {
        System.out.printf(
                "%n%-28s %10s %10s %10s%n",
                "memory beside the program's", "processes", "RSS KiB", "PSS KiB");
        ContainerSpec spec = host.spec(SLEEP);
        host.containers.start(spec);
        print("sampan", ResidentMemory.of(spec.id().value()));
        host.containers.stop(spec.id(), Duration.ZERO);
        for (Engine engine : engines) {
            String id = engine.start(SLEEP);
            print(engine.name(), ResidentMemory.of(id));
            engine.remove(id);
        }
    }

    private static void print(String name, ResidentMemory memory) {
        System.out.printf(
                "%-28s %10d %10d %10d%n",
                name, memory.processes(), memory.resident(), memory.proportional());
    }

    private static double until(Instant before, String nanos) {
        String last = nanos.strip();
        long start = ChronoUnit.NANOS.between(Instant.EPOCH, before);
        return (Long.parseLong(last.substring(last.lastIndexOf(' ') + 1)) - start) / 1e6;
    }

    private static double millis(Instant from, Instant to) {
        return ChronoUnit.NANOS.between(from, to) / 1e6;
    }
}

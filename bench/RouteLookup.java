package dev.sampan.router;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Look-ups among 10,000 routes, a tenth of them wildcards and a tenth with paths of other apps; hosts come in no order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RouteLookup {

    private static final int ROUTES = 10_000;
    private static final int HOSTS = 1 << 13;

    private final byte[][] exact = new byte[HOSTS][];
    private final byte[][] wildcard = new byte[HOSTS][];
    private final byte[][] withPaths = new byte[HOSTS][];
    private final byte[][] unknown = new byte[HOSTS][];
    private Worker worker;
    private int next;

    @Setup
    public void fill() {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < ROUTES; i++) {
            routes.add(route(i));
        }
        RouteIndex index = new RouteIndex(RouteTable.EMPTY.withRoutes(routes));
        DefaultEventLoop loop = new DefaultEventLoop();
        worker =
                new Worker(
                        loop,
                        index,
                        new ConnectionCount(),
                        new AccessRing(() -> {}),
                        new RequestHandlers(),
                        false,
                        new TargetChecks(loop, new TargetStates(), 0, 1, Worker.SWEEP_MILLIS));
        Random random = new Random(1);
        for (int i = 0; i < HOSTS; i++) {
            int ten = random.nextInt(ROUTES / 10) * 10;
            exact[i] = Ascii.bytes(host(ten + 1));
            wildcard[i] = Ascii.bytes("pr-" + random.nextInt(1000) + ".preview." + host(ten));
            withPaths[i] = Ascii.bytes(host(ten + 5));
            unknown[i] = Ascii.bytes("stranger-" + i + ".of.example.org");
        }
    }

    private static Route route(int number) {
        String host = number % 10 == 0 ? "*." + host(number) : host(number);
        Target target = new Target("10.1.%d.%d".formatted(number / 250, 1 + number % 250), 5000);
        Route route = new Route("app-" + number, List.of(host), List.of(target));
        return number % 10 == 5
                ? route.withPolicy(
                        RoutePolicy.DEFAULT.withPaths(
                                List.of(
                                        new PathRoute("/api", "app-" + (number - 1)),
                                        new PathRoute("/api/admin", "app-" + (number - 2)),
                                        new PathRoute("/static", "app-" + (number - 3)))))
                : route;
    }

    private static String host(int number) {
        return "app-%d.example.com".formatted(number);
    }

    private Object find(byte[][] hosts, String path) {
        byte[] host = hosts[next++ & (HOSTS - 1)];
        return worker.find(HostName.parse(host, 0, host.length), path);
    }

    @Benchmark
    public Object exactHost() {
        return find(exact, "/orders/17");
    }

    @Benchmark
    public Object wildcardHost() {
        return find(wildcard, "/orders/17");
    }

    @Benchmark
    public Object pathOfAnotherApp() {
        return find(withPaths, "/api/orders/17");
    }

    @Benchmark
    public Object unknownHost() {
        return find(unknown, "/orders/17");
    }
}

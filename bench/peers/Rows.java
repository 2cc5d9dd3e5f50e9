import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is measured, and what is wanted of it. */
final class Rows {

    private static final String OURS = "sampan";
    private static final int ROUTES = 10_000;
    private static final int SWAPPING_RATE = 500;
    private static final int SWAPPING_SECONDS = 5;
    private static final Pattern LOOK_UP = Pattern.compile("(\\w+)\\s+avgt\\s+\\d+\\s+([\\d.]+)");

    private final Path checkout;
    private final Servers servers;
    private final Report report;
    private final int rounds;
    private final int seconds;

    /** The results of one server: rates, processor time for each request, and what failed. */
    private record Results(List<Double> rates, List<Double> micros, long[] failed) {

        Results() {
            this(new ArrayList<>(), new ArrayList<>(), new long[1]);
        }
    }

    /** A load on one server. */
    private interface Load {
        Loads.Result run(Server server, int seconds) throws Exception;
    }

    Rows(Path checkout, Servers servers, Report report, int rounds, int seconds) {
        this.checkout = checkout;
        this.servers = servers;
        this.report = report;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    void run(Set<String> rows) throws Exception {
        for (String row : rows) {
            switch (row) {
                case "small" -> small();
                case "large" -> large();
                case "tcp" -> tcp();
                case "tls" -> tls();
                case "handshakes" -> handshakes();
                case "h2" -> h2();
                case "pauses" -> pauses();
                case "routes" -> routes();
                case "memory" -> new MemoryRow(checkout, servers, report).run();
                case "lookup" -> lookup();
                default -> throw new IllegalArgumentException(row);
            }
        }
    }

    private void small() throws Exception {
        Map<String, Double> rates =
                compare(
                        "small",
                        List.of(OURS, "nginx-dokku", "nginx", "haproxy", "caddy"),
                        Rows::plainSmall);
        wantRatio("small", rates, "nginx-dokku", 5);
        wantRatio("small", rates, "nginx", 1);
        wantRatio("small", rates, "haproxy", 0.95);
    }

    private static Loads.Result plainSmall(Server server, int length) throws Exception {
        return Loads.wrk("http", server.http(), "/small", length);
    }

    private void large() throws Exception {
        Map<String, Double> rates =
                compare(
                        "large",
                        List.of(OURS, "nginx-dokku", "nginx", "haproxy", "caddy"),
                        (server, length) -> Loads.wrk("http", server.http(), "/large", length));
        wantRatio("large", rates, "nginx", 1.5);
        wantRatio("large", rates, "haproxy", 1);
    }

    private void tcp() throws Exception {
        Map<String, Double> rates =
                compare(
                        "tcp",
                        List.of(OURS, "haproxy"),
                        (server, length) -> Loads.wrk("http", server.tcp(), "/small", length));
        wantRatio("tcp", rates, "haproxy", 1);
    }

    private void tls() throws Exception {
        Map<String, Double> rates =
                compare(
                        "tls",
                        List.of(OURS, "nginx", "haproxy", "caddy"),
                        (server, length) -> Loads.wrk("https", server.https(), "/small", length));
        wantRatio("tls", rates, "nginx", 0.9);
    }

    private void handshakes() throws Exception {
        Map<String, Double> rates =
                compare(
                        "handshakes",
                        List.of(OURS, "nginx", "haproxy"),
                        (server, length) -> Loads.handshakes(server.https(), length));
        wantRatio("handshakes", rates, "nginx", 0.8);
    }

    private void h2() throws Exception {
        Map<String, Double> rates =
                compare(
                        "h2",
                        List.of(OURS, "nginx", "haproxy", "caddy"),
                        (server, length) -> Loads.h2load(server.https(), "/small", length));
        wantRatio("h2", rates, "nginx", 0.9);
    }

    /** Measures servers in turn, and answers the median of each one's rates. */
    private Map<String, Double> compare(String row, List<String> names, Load load)
            throws Exception {
        Map<String, Results> all = new LinkedHashMap<>();
        for (String name : names) {
            all.put(name, new Results());
            load.run(servers.get(name), name.equals(OURS) ? warmUp(row) : 2);
        }
        for (int round = 0; round < rounds; round++) {
            List<String> order = new ArrayList<>(names);
            Collections.rotate(order, round);
            for (String name : order) {
                measure(servers.get(name), load, all.get(name));
            }
        }
        report.say(
                "%n%-11s %-12s %12s %14s %8s",
                row, "server", "per second", "cpu us each", "failed");
        Map<String, Double> rates = new LinkedHashMap<>();
        all.forEach(
                (name, results) -> {
                    rates.put(name, median(results.rates()));
                    report.say(
                            "%-11s %-12s %12.0f %14.1f %8d",
                            "",
                            name,
                            median(results.rates()),
                            median(results.micros()),
                            results.failed()[0]);
                });
        return rates;
    }

    /** Handshakes are few, so that it takes longer until the code for them is compiled. */
    private static int warmUp(String row) {
        return row.equals("handshakes") ? 20 : 8;
    }

    private void measure(Server server, Load load, Results results) throws Exception {
        double before = server.processorSeconds();
        Loads.Result result = load.run(server, seconds);
        double used = server.processorSeconds() - before;
        results.rates().add(result.perSecond());
        results.micros().add(used * 1e6 / Math.max(1, result.done()));
        results.failed()[0] += result.failed();
    }

    private void wantRatio(String row, Map<String, Double> rates, String peer, double wanted) {
        report.atLeast(
                row, "of what " + peer + " serves", wanted, rates.get(OURS) / rates.get(peer));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    // ---- response times

    private void pauses() throws Exception {
        List<String> names = List.of(OURS, "nginx");
        double rate = Double.MAX_VALUE;
        for (String name : names) {
            plainSmall(servers.get(name), name.equals(OURS) ? 8 : 2);
            rate = Math.min(rate, plainSmall(servers.get(name), 3).perSecond() / 2);
        }
        Map<String, List<Double>> late = new LinkedHashMap<>();
        Map<String, Double> longest = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String name : round % 2 == 0 ? names : names.reversed()) {
                Loads.Times times = steady(servers.get(name), rate, Loads.CONNECTIONS, seconds);
                late.computeIfAbsent(name, key -> new ArrayList<>()).add(times.p99());
                longest.merge(name, times.longest(), Math::max);
            }
        }
        report.say(
                "%n%-11s %-12s %12s %14s   at %.0f requests a second",
                "pauses", "server", "p99 ms", "longest ms", rate);
        for (String name : names) {
            report.say(
                    "%-11s %-12s %12.2f %14.2f",
                    "", name, median(late.get(name)), longest.get(name));
        }
        report.atMost(
                "pauses",
                "p99 beside nginx",
                " x",
                1.5,
                median(late.get(OURS)) / median(late.get("nginx")));
        report.atMost("pauses", "longest of all rounds", " ms", 50, longest.get(OURS));
    }

    private Loads.Times steady(Server server, double rate, int connections, int length)
            throws Exception {
        Loads.Times times =
                Loads.steady(
                        checkout.resolve("bench/peers"), server.http(), rate, connections, length);
        if (times.failed() > 0) {
            report.say("%s failed %d requests of a steady load", server.name(), times.failed());
        }
        return times;
    }

    // ---- tables

    private void routes() throws Exception {
        Server router = servers.get(OURS);
        Results one = new Results();
        Results many = new Results();
        plainSmall(router, 8);
        for (int round = 0; round < rounds; round++) {
            SampanRouter.publishRoutes(servers, router, 1);
            measure(router, Rows::plainSmall, one);
            SampanRouter.publishRoutes(servers, router, ROUTES);
            measure(router, Rows::plainSmall, many);
        }
        report.say(
                "%n%-11s %-12s %12s %14s", "routes", "in the table", "per second", "cpu us each");
        report.say("%-11s %-12d %12.0f %14.1f", "", 1, median(one.rates()), median(one.micros()));
        report.say(
                "%-11s %-12d %12.0f %14.1f",
                "", ROUTES, median(many.rates()), median(many.micros()));
        report.atLeast(
                "routes",
                "of what it serves with one route",
                0.97,
                median(many.rates()) / median(one.rates()));
        swaps(router);
    }

    /** Moves one app after the other while requests come that leave the machine idle for most of the time. */
    private void swaps(Server router) throws Exception {
        List<Double> published = new ArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        Loads.Times quiet = steady(router, SWAPPING_RATE, 8, SWAPPING_SECONDS);
        Thread publisher =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; !enough.get(); i++) {
                                        long begun = System.nanoTime();
                                        SampanRouter.moveOne(servers, router, i);
                                        published.add((System.nanoTime() - begun) / 1e6);
                                    }
                                });
        Loads.Times swapping = steady(router, SWAPPING_RATE, 8, SWAPPING_SECONDS);
        enough.set(true);
        publisher.join();
        report.say(
                "%-11s a table of %d is in use %.0f ms after it is published; meanwhile p99 %.2f ms, longest %.2f; else %.2f and %.2f",
                "",
                ROUTES,
                median(published),
                swapping.p99(),
                swapping.longest(),
                quiet.p99(),
                quiet.longest());
        report.atMost(
                "routes",
                "longest answer while tables are replaced",
                " ms",
                10,
                swapping.longest());
        SampanRouter.publishRoutes(servers, router, 1);
    }

    // ---- look-ups

    private void lookup() throws Exception {
        String out = Loads.run(600, List.of(checkout.resolve("bench/lookup").toString()));
        Matcher found = LOOK_UP.matcher(out);
        report.say("%n%-11s", "lookup");
        boolean any = false;
        while (found.find()) {
            any = true;
            report.atMost("lookup", found.group(1), " us", 1, Double.parseDouble(found.group(2)));
        }
        if (!any) {
            throw new IOException("bench/lookup says nothing of look-ups: " + out);
        }
    }
}

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks one app through the router, at a steady rate, while another one attacks the machine and while it does not.
 *
 * <p>Usage: java Neighbours.java HOME ROUTER HOST-OF-NEIGHBOUR ATTACKER [ROUNDS [ATTACK...]]
 */
public final class Neighbours {

    private static final int CONNECTIONS = 4;
    private static final int REQUESTS_PER_SECOND = 400;
    private static final double WINDOW_SECONDS = 3;
    private static final double LIMIT = 1.5;

    /** So many windows go by before the first that counts: a router that was just started still compiles. */
    private static final int WARMING = 4;

    private final Path home;
    private final InetSocketAddress router;
    private final byte[] request;
    private final String attacker;
    private final AtomicInteger failed = new AtomicInteger();

    private Neighbours(Path home, String router, String host, String attacker) {
        this.home = home;
        this.router = new InetSocketAddress(router.split(":")[0], Integer.parseInt(router.split(":")[1]));
        this.request = ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        this.attacker = attacker;
    }

    private interface Attack {
        String run(int seconds) throws IOException;
    }

    public static void main(String[] args) throws Exception {
        Neighbours bench = new Neighbours(Path.of(args[0]), args[1], args[2], args[3]);
        int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 5;
        Map<String, Attack> all = bench.attacks();
        List<String> wanted = args.length > 5 ? Arrays.asList(args).subList(5, args.length) : List.copyOf(all.keySet());
        for (int i = 0; i < WARMING; i++) {
            bench.window();
        }
        System.out.printf("%-16s %12s %12s %8s   %s%n", "", "p99 quiet", "attacked", "ratio", "at the median of " + rounds + " rounds");
        boolean missed = false;
        for (String name : wanted) {
            Attack attack = all.get(name);
            if (attack == null) {
                throw new IllegalArgumentException("There is no attack '%s'; there are %s".formatted(name, all.keySet()));
            }
            missed |= bench.measure(name, attack, rounds) > LIMIT;
        }
        System.out.println("requests without an answer: " + bench.failed);
        System.exit(missed || bench.failed.get() > 0 ? 1 : 0);
    }

    private Map<String, Attack> attacks() {
        Map<String, Attack> all = new LinkedHashMap<>();
        all.put("nothing", seconds -> "");
        all.put("processor", seconds -> order("burn " + seconds + " 8"));
        all.put("memory", seconds -> order("hogs " + seconds));
        all.put("forks", seconds -> order("bomb " + seconds));
        all.put("disk-full", seconds -> order("fills " + seconds + " /app/filler"));
        all.put("files", seconds -> order("files " + seconds + " /app/files"));
        all.put("disk-direct", seconds -> order("disk " + seconds + " /app/written"));
        all.put("disk-sync", seconds -> order("sync " + seconds + " /app/synced"));
        all.put("log", seconds -> order("lines " + seconds));
        all.put("flood-out", this::receive);
        all.put("flood-in", this::send);
        all.put("packets", seconds -> order("packets " + seconds + " 10.255.255.1"));
        return all;
    }

    private double measure(String name, Attack attack, int rounds) throws Exception {
        List<Double> quiet = new ArrayList<>();
        List<Double> attacked = new ArrayList<>();
        String did = "";
        for (int i = 0; i < rounds; i++) {
            quiet.add(window());
            CompletableFuture<String> attacking =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return attack.run((int) WINDOW_SECONDS + 2);
                                } catch (IOException e) {
                                    return e.getMessage();
                                }
                            });
            Thread.sleep(800);
            attacked.add(window());
            did = attacking.join();
            Thread.sleep(500);
        }
        double ratio = median(attacked) / median(quiet);
        System.out.printf(
                "%-16s %9.2f ms %9.2f ms %8.2f   %s%s%n",
                name, median(quiet), median(attacked), ratio, did.isEmpty() ? "" : "(" + did + ")", ratio > LIMIT ? "   MISSED" : "");
        return ratio;
    }

    /** The p99 of some seconds of requests, in milliseconds. */
    private double window() throws Exception {
        ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        long pause = 1_000_000_000L * CONNECTIONS / REQUESTS_PER_SECOND;
        long end = System.nanoTime() + (long) (WINDOW_SECONDS * 1e9);
        for (int i = 0; i < CONNECTIONS; i++) {
            long first = System.nanoTime() + pause * i / CONNECTIONS;
            clients.add(Thread.ofPlatform().start(() -> client(first, pause, end, times)));
        }
        for (Thread client : clients) {
            client.join();
        }
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (sorted.size() * 0.99)) / 1e6;
    }

    private void client(long first, long pause, long end, ConcurrentLinkedQueue<Long> times) {
        byte[] buffer = new byte[4096];
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            socket.connect(router, 5000);
            for (long due = first; due < end; due += pause) {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                long begun = System.nanoTime();
                socket.getOutputStream().write(request);
                int length = socket.getInputStream().read(buffer);
                if (length < 0 || !new String(buffer, 0, length, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
                    failed.incrementAndGet();
                    return;
                }
                times.add(System.nanoTime() - begun);
            }
        } catch (IOException | InterruptedException e) {
            failed.incrementAndGet();
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private String order(String order) throws IOException {
        try (Socket socket = open(order)) {
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
            return line == null ? "no answer" : line;
        }
    }

    private String receive(int seconds) throws IOException {
        long total = 0;
        try (Socket socket = open("send " + seconds)) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
            }
        }
        return "%.1f Mbit/s".formatted(total * 8e-6 / seconds);
    }

    private String send(int seconds) throws IOException {
        long total = 0;
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        try (Socket socket = open("take")) {
            OutputStream out = socket.getOutputStream();
            byte[] block = new byte[1 << 14];
            while (System.nanoTime() < end) {
                out.write(block);
                total += block.length;
            }
        }
        return "%.1f Mbit/s".formatted(total * 8e-6 / seconds);
    }

    private Socket open(String order) throws IOException {
        Socket socket = new Socket();
        socket.connect(addressOf(attacker), 5000);
        socket.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private InetSocketAddress addressOf(String app) throws IOException {
        String routes = Files.readString(home.resolve("router/routes.json"));
        Matcher route =
                Pattern.compile("\"name\"\\s*:\\s*\"" + Pattern.quote(app) + "\"[^{}]*?\"([0-9.]+):(\\d+)\"").matcher(routes);
        if (!route.find()) {
            throw new IOException("There is no route to " + app);
        }
        return new InetSocketAddress(route.group(1), Integer.parseInt(route.group(2)));
    }
}

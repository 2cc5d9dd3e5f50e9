import dev.sampan.precedence.RouterPrecedence;
import dev.sampan.router.Certificate;
import dev.sampan.router.CertificateFiles;
import dev.sampan.router.PathRoute;
import dev.sampan.router.PortMap;
import dev.sampan.router.Publication;
import dev.sampan.router.Route;
import dev.sampan.router.RoutePolicy;
import dev.sampan.router.RouteTablePublisher;
import dev.sampan.router.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts the router as the launcher does, and publishes what it routes by. */
final class SampanRouter {

    static final String WEBSOCKETS = "sockets.test";

    /** What the launcher gives it. */
    private static final String NICENESS = "-10";

    private SampanRouter() {}

    static Server start(Servers servers, String name) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(servers.work().resolve(name));
        Path home = folder.resolve("home");
        int http = Server.freePort();
        int https = Server.freePort();
        int tcp = Server.freePort();
        Route route = route(servers, tcp);
        String digest =
                new CertificateFiles(home).store("bench", Files.readAllBytes(servers.pem()));
        Certificate certificate =
                new Certificate("bench", digest, List.of(), Certificate.Use.SERVER);
        new RouteTablePublisher(home, Duration.ofSeconds(1))
                .publish(table -> table.with(route).withCertificates(List.of(certificate)));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "nice",
                                "-n",
                                NICENESS,
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xms16m",
                                "-Xmx128m",
                                "-XX:MaxDirectMemorySize=256m",
                                "-XX:+UseSerialGC",
                                "-XX:+UseCompactObjectHeaders",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED"));
        String more = System.getenv().getOrDefault("SAMPAN_ROUTER_JAVA_OPTIONS", "");
        Arrays.stream(more.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(
                List.of(
                        "-cp",
                        System.getenv("SAMPAN_BENCH_CLASSPATH"),
                        "dev.sampan.router.RouterMain",
                        "--port",
                        String.valueOf(http),
                        "--https-port",
                        String.valueOf(https),
                        "--listen",
                        "127.0.0.1",
                        "--home",
                        home.toString(),
                        "--workers",
                        "2",
                        "--drain-seconds",
                        "1"));
        Server server =
                servers.start(name, http, https, tcp, Map.of(), command.toArray(String[]::new));
        server.awaitPort(Servers.NUMBER, http, folder.resolve("out.log"));
        server.awaitPort(Servers.NUMBER, tcp, folder.resolve("out.log"));
        Path pid = folder.resolve("pid");
        Files.writeString(pid, String.valueOf(server.process().pid()));
        Thread.ofPlatform().daemon().start(() -> precede(new RouterPrecedence(pid), server));
        return server;
    }

    /** Sees to its precedence as the control plane does. */
    private static void precede(RouterPrecedence precedence, Server server) {
        try {
            while (server.process().isAlive()) {
                precedence.look(new BitSet(), System.nanoTime());
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Route route(Servers servers, int tcp) {
        return new Route(
                        "bench",
                        List.of(Servers.HOST, Servers.NUMBER),
                        List.of(new Target(AppNetwork.APP, servers.originPort())))
                .withPolicy(
                        RoutePolicy.DEFAULT.withPorts(
                                List.of(
                                        new PortMap(
                                                PortMap.Kind.TCP,
                                                tcp,
                                                servers.originPort(),
                                                PortMap.ProxyHeader.NONE))));
    }

    private static RouteTablePublisher publisher(Servers servers, Server router) {
        Path home = servers.work().resolve(router.name()).resolve("home");
        return new RouteTablePublisher(home, Duration.ofSeconds(30));
    }

    private static void require(Publication done) {
        if (!done.acknowledged()) {
            throw new IllegalStateException("The router does not use the table: " + done.detail());
        }
    }

    /** Makes a port of this machine the app that speaks WebSocket. */
    static void addWebSockets(Servers servers, Server router, int port) {
        Route route =
                new Route("sockets", List.of(WEBSOCKETS), List.of(new Target("127.0.0.1", port)));
        require(publisher(servers, router).publish(table -> table.with(route)));
    }

    /** Has as many routes besides the one that is measured, a tenth of them wildcards and a tenth with paths. */
    static void publishRoutes(Servers servers, Server router, int count) {
        List<Route> routes = new ArrayList<>(List.of(route(servers, router.tcp())));
        for (int i = 1; i < count; i++) {
            String host = "app-%d.example.com".formatted(i);
            Route route =
                    new Route(
                            "app-" + i,
                            List.of(i % 10 == 0 ? "*." + host : host),
                            List.of(new Target("10.1." + i / 250 + "." + (1 + i % 250), 5000)));
            routes.add(
                    i % 10 == 5
                            ? route.withPolicy(
                                    RoutePolicy.DEFAULT.withPaths(
                                            List.of(new PathRoute("/api", "app-" + (i - 1)))))
                            : route);
        }
        require(publisher(servers, router).publish(table -> table.withRoutes(routes)));
    }

    /** Moves one app of such a table, as a deploy does. */
    static void moveOne(Servers servers, Server router, int number) {
        Route moved =
                new Route(
                        "app-1",
                        List.of("app-1.example.com"),
                        List.of(new Target("10.2.0.1", 1000 + number)));
        require(publisher(servers, router).publish(table -> table.with(moved)));
    }
}

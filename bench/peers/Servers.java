import dev.sampan.certificate.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The servers of one comparison, each started when it is asked for and ended with all others. */
final class Servers implements AutoCloseable {

    static final String HOST = "bench.test";

    /** What clients that take the address for a name ask for in a TLS handshake. */
    static final String NUMBER = "127.0.0.1";

    private final Path work;
    private final Path pem;
    private final Map<String, Server> running = new LinkedHashMap<>();
    private final AppNetwork network;
    private final Server origin;

    Servers(Path work) throws IOException, InterruptedException {
        this.work = work;
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        pem = work.resolve("bench.pem");
        Files.write(pem, SelfSigned.of(List.of(HOST), Duration.ofDays(2)).toPem());
        Files.writeString(work.resolve("large"), "x".repeat(100 * 1024));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        network = AppNetwork.open();
        origin = startOrigin();
    }

    int originPort() {
        return origin.http();
    }

    private String originAddress() {
        return AppNetwork.APP + ":" + origin.http();
    }

    Path pem() {
        return pem;
    }

    Path work() {
        return work;
    }

    Server get(String name) throws IOException, InterruptedException {
        Server known = running.get(name);
        if (known != null) {
            return known;
        }
        return switch (name) {
            case "sampan" -> add(SampanRouter.start(this, name));
            case "nginx-dokku" -> startNginx(name, NginxFiles.asDokku(originAddress()));
            case "nginx" -> startNginx(name, NginxFiles.tuned(originAddress(), pem));
            case "haproxy" -> startHaproxy();
            case "caddy" -> startCaddy();
            default -> throw new IllegalArgumentException("There is no server '" + name + "'");
        };
    }

    private Server add(Server server) {
        running.put(server.name(), server);
        return server;
    }

    private Server startOrigin() throws IOException, InterruptedException {
        String location =
                """
                root %s;
                location = /small {
                    default_type text/plain;
                    return 200 'Hello from the origin, this is a small answer.';
                }
                """
                        .formatted(work);
        NginxFiles files =
                new NginxFiles(
                        "", "listen " + AppNetwork.APP + ":%1$d backlog=4096;", location, "off");
        return startNginx("origin", files, AppNetwork.APP, network::inside);
    }

    private Server startNginx(String name, NginxFiles files)
            throws IOException, InterruptedException {
        return startNginx(name, files, NUMBER, UnaryOperator.identity());
    }

    private Server startNginx(
            String name, NginxFiles files, String address, UnaryOperator<List<String>> where)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve(name));
        int http = Server.freePort();
        int https = Server.freePort();
        Path config = folder.resolve("nginx.conf");
        Files.writeString(config, files.configuration(folder, http, https));
        List<String> command =
                List.of("/usr/sbin/nginx", "-p", folder.toString(), "-c", config.toString());
        Server server =
                start(
                        name,
                        http,
                        https,
                        0,
                        Map.of(),
                        where.apply(command).toArray(String[]::new));
        server.awaitPort(address, http, folder.resolve("out.log"));
        return server;
    }

    private Server startHaproxy() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve("haproxy"));
        int http = Server.freePort();
        int https = Server.freePort();
        int tcp = Server.freePort();
        Path config = folder.resolve("haproxy.cfg");
        Files.writeString(
                config,
                """
                global
                    nbthread 2
                    maxconn 4096
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s
                frontend in
                    bind 127.0.0.1:%d backlog 4096
                    bind 127.0.0.1:%d backlog 4096 ssl crt %s alpn h2,http/1.1
                    use_backend app if { req.hdr(host),field(1,:) -i %s }
                backend app
                    http-reuse always
                    option forwardfor
                    server app %s
                listen tcp
                    mode tcp
                    bind 127.0.0.1:%d backlog 4096
                    server app %5$s
                """
                        .formatted(http, https, pem, HOST, originAddress(), tcp));
        Server server =
                start(
                        "haproxy",
                        http,
                        https,
                        tcp,
                        Map.of(),
                        "/usr/sbin/haproxy",
                        "-db",
                        "-f",
                        config.toString());
        server.awaitPort(NUMBER, http, folder.resolve("out.log"));
        return server;
    }

    private Server startCaddy() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve("caddy"));
        int http = Server.freePort();
        int https = Server.freePort();
        Path config = folder.resolve("Caddyfile");
        Files.writeString(
                config,
                """
                {
                    admin off
                    auto_https off
                    default_bind 127.0.0.1
                    servers {
                        protocols h1 h2
                    }
                }
                http://%1$s:%2$d {
                    reverse_proxy %5$s
                }
                https://%1$s:%3$d, https://127.0.0.1:%3$d {
                    tls %4$s %4$s
                    reverse_proxy %5$s
                }
                """
                        .formatted(HOST, http, https, pem, originAddress()));
        Server server =
                start(
                        "caddy",
                        http,
                        https,
                        0,
                        Map.of(
                                "GOMAXPROCS",
                                "2",
                                "HOME",
                                folder.toString(),
                                "XDG_DATA_HOME",
                                folder.toString(),
                                "XDG_CONFIG_HOME",
                                folder.toString()),
                        "/usr/bin/caddy",
                        "run",
                        "--adapter",
                        "caddyfile",
                        "--config",
                        config.toString());
        server.awaitPort(NUMBER, http, folder.resolve("out.log"));
        return server;
    }

    /** Starts a program whose output goes to `out.log` in its folder. */
    Server start(
            String name,
            int http,
            int https,
            int tcp,
            Map<String, String> environment,
            String... command)
            throws IOException {
        List<String> argv = new ArrayList<>(List.of(command));
        ProcessBuilder builder =
                new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve(name).resolve("out.log").toFile());
        builder.environment().putAll(environment);
        return add(new Server(name, builder.start(), http, https, tcp));
    }

    /** Ends a server before the others. */
    void end(Server server) {
        running.remove(server.name());
        server.close();
    }

    @Override
    public void close() {
        List.copyOf(running.values()).reversed().forEach(Server::close);
        running.clear();
        network.close();
    }
}

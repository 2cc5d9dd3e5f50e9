package dev.sampan.ssh;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sampan.app.AppName;
import dev.sampan.app.PortMapping;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.PortOperations;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `ports:…`. */
@Component
final class PortsCommands implements CommandGroup {

    private static final int STANDARD_PORT = 5000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MAPPINGS = "<app> <scheme>:<host-port>:<container-port>...";

    private final PortOperations ports;
    private final AppOperations apps;

    PortsCommands(PortOperations ports, AppOperations apps) {
        this.ports = ports;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "ports";
    }

    @Override
    public String title() {
        return "Say where apps listen, and let ports of this machine lead to them";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "ports:add",
                        MAPPINGS,
                        "Let ports lead to an app: requests (http), connections (tcp, or tls by the name asked for) or datagrams (udp)",
                        this::add),
                new CommandEntry(
                        "ports:clear",
                        "<app>",
                        "Let the router's own ports lead to an app, and no others",
                        this::clear),
                new CommandEntry("ports:list", "<app>", "List the ports of an app", this::list),
                new CommandEntry(
                        "ports:remove",
                        "<app> [<host-port>|<scheme>:<host-port>:<container-port>...]",
                        "Let ports lead to an app no more",
                        this::remove),
                new CommandEntry(
                        "ports:report", "[<app>] [<flag>]", "Show the ports of apps", this::report),
                new CommandEntry(
                        "ports:set",
                        MAPPINGS,
                        "Let exactly these ports lead to an app; PORT changes with the next start",
                        this::set));
    }

    private void add(Invocation call) {
        AppName app = call.app(call.arguments());
        ports.add(call.caller(), app, mappings(call));
        showChanged(call, app);
    }

    private void set(Invocation call) {
        AppName app = call.app(call.arguments());
        ports.set(call.caller(), app, mappings(call));
        showChanged(call, app);
    }

    private void remove(Invocation call) {
        AppName app = call.app(call.arguments());
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() > 1);
        ports.remove(call.caller(), app, rest.subList(1, rest.size()));
        showChanged(call, app);
    }

    private void clear(Invocation call) {
        AppName app = call.onlyApp();
        ports.clear(call.caller(), app);
        call.terminal().step("Cleared port mappings of %s".formatted(app));
    }

    private static List<PortMapping> mappings(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() > 1);
        return rest.stream().skip(1).map(PortMapping::parse).distinct().toList();
    }

    private void showChanged(Invocation call, AppName app) {
        call.terminal()
                .step("Ports of %s: %s".formatted(app, joined(ports.of(call.caller(), app))));
    }

    private void list(Invocation call) {
        AppName app = call.onlyApp();
        call.terminal().header("Port mappings for " + app);
        for (PortMapping port : ports.of(call.caller(), app)) {
            call.terminal().line(port.toString());
        }
    }

    private void report(Invocation call) {
        Report report = new Report("ports", "--ports-");
        report.write(
                Report.question(call),
                call.terminal(),
                apps.list(call.caller()),
                app -> facts(call, app));
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        List<Mapping> set =
                ports.of(call.caller(), app).stream()
                        .map(
                                port ->
                                        new Mapping(
                                                port.scheme().toString(),
                                                port.hostPort(),
                                                port.containerPort()))
                        .toList();
        List<Mapping> detected = detected(call, app);
        return Map.of(
                "--ports-map", text(set),
                "--ports-map-json", JSON.writeValueAsString(set),
                "--ports-map-detected", text(detected),
                "--ports-map-detected-json", JSON.writeValueAsString(detected));
    }

    /** What leads to an app without any mapping, in dokku's words: its web processes are found by their host names. */
    private List<Mapping> detected(Invocation call, AppName app) {
        int port = ports.webPort(call.caller(), app).orElse(STANDARD_PORT);
        boolean tls =
                apps.details(call.caller(), app).addresses().stream()
                        .anyMatch(address -> address.startsWith("https:"));
        return tls
                ? List.of(new Mapping("http", 80, port), new Mapping("https", 443, port))
                : List.of(new Mapping("http", 80, port));
    }

    /** Under dokku's keys. */
    private record Mapping(
            String scheme,
            @JsonProperty("host_port") int hostPort,
            @JsonProperty("container_port") int containerPort) {}

    private static String text(List<Mapping> mappings) {
        return mappings.stream()
                .map(one -> "%s:%d:%d".formatted(one.scheme, one.hostPort, one.containerPort))
                .collect(Collectors.joining(" "));
    }

    private static String joined(List<PortMapping> ports) {
        return ports.stream().map(PortMapping::toString).collect(Collectors.joining(" "));
    }
}

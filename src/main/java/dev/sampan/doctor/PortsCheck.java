package dev.sampan.doctor;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The ports of control plane and router: free, or held by Sampan itself. */
@Component
@Order(120)
final class PortsCheck implements HostCheck {

    /** Variables, and what holds when they are not set. */
    private static final List<Map.Entry<String, Integer>> PORTS =
            List.of(
                    Map.entry("SAMPAN_HTTP_PORT", 7700),
                    Map.entry("SAMPAN_SSH_PORT", 7722),
                    Map.entry("SAMPAN_ROUTER_HTTP_PORT", 80),
                    Map.entry("SAMPAN_ROUTER_HTTPS_PORT", 443));

    private final CommandRunner commands;
    private final SampanHome home;
    private final Environment environment;

    PortsCheck(CommandRunner commands, SampanHome home, Environment environment) {
        this.commands = commands;
        this.home = home;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "Ports";
    }

    @Override
    public Finding check() {
        List<Listener> listeners = commands.run(new ListenersCommand());
        List<String> states = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Map.Entry<String, Integer> entry : PORTS) {
            String variable = entry.getKey();
            int port = environment.getProperty(variable, Integer.class, entry.getValue());
            List<Listener> holders = listeners.stream().filter(l -> l.port() == port).toList();
            states.add(port + (holders.isEmpty() ? " free" : " in use by Sampan"));
            holders.stream()
                    .filter(holder -> !isOurs(holder))
                    .findFirst()
                    .ifPresent(
                            holder ->
                                    taken.add(
                                            "%d (%s) is in use by '%s' (pid %d)"
                                                    .formatted(
                                                            port,
                                                            variable,
                                                            holder.program(),
                                                            holder.pid())));
        }
        return taken.isEmpty()
                ? Finding.ok(String.join(", ", states))
                : Finding.fail(
                        String.join("; ", taken), "Stop it, or set the variable to a free port");
    }

    /** Ours run from the folder of distributions. */
    private boolean isOurs(Listener listener) {
        try {
            byte[] commandLine =
                    Files.readAllBytes(Path.of("/proc", Long.toString(listener.pid()), "cmdline"));
            return new String(commandLine, StandardCharsets.UTF_8)
                    .contains(home.resolve("dist") + "/");
        } catch (IOException e) {
            return false;
        }
    }
}

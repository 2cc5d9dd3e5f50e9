package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.PortMapping;
import dev.sampan.app.ProxySettings;
import dev.sampan.app.RefusedException;
import dev.sampan.host.PortHolder;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/**
 * The ports of this machine that lead to apps. They are opened and closed at once; where web processes listen changes with
 * their next start.
 */
@Service
public final class PortOperations {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Guard guard;
    private final Apps apps;
    private final ProxySettings settings;
    private final Scheduler scheduler;
    private final int routerPort;

    PortOperations(
            Guard guard,
            Apps apps,
            ProxySettings settings,
            Scheduler scheduler,
            @Value("${sampan.router.http-port:80}") int routerPort) {
        this.guard = guard;
        this.apps = apps;
        this.settings = settings;
        this.scheduler = scheduler;
        this.routerPort = routerPort;
    }

    /** The ports that lead to an app. */
    public List<PortMapping> of(Caller caller, AppName app) {
        return guard.view(caller, app, "ports:report", () -> settings.of(app).ports());
    }

    /** Where the web processes of an app listen; empty while none runs. */
    public OptionalInt webPort(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "ports:report",
                () ->
                        scheduler.current(app).stream()
                                .mapToInt(Instance::port)
                                .filter(port -> port > 0)
                                .findFirst());
    }

    /**
     * Lets ports lead to an app, besides those that do.
     *
     * @throws RefusedException when one is held by another app or program; nothing is changed then
     */
    public void add(Caller caller, AppName app, List<PortMapping> ports) {
        change(
                caller,
                permission(ports),
                "ports:add",
                app,
                () -> {
                    ports.forEach(this::requireFree);
                    settings.changePorts(app, List.of(), ports);
                });
    }

    /** Lets exactly these ports lead to an app. */
    public void set(Caller caller, AppName app, List<PortMapping> ports) {
        change(
                caller,
                permission(ports),
                "ports:set",
                app,
                () -> {
                    List<PortMapping> known = settings.of(app).ports();
                    ports.forEach(this::requireFree);
                    settings.changePorts(app, known, ports);
                });
    }

    /**
     * Lets ports lead to an app no more.
     *
     * @param ports mappings, or the ports of this machine alone
     * @throws RefusedException when one does not lead there; nothing is changed then
     */
    public void remove(Caller caller, AppName app, List<String> ports) {
        change(
                caller,
                Permission.DEPLOY,
                "ports:remove",
                app,
                () -> {
                    List<PortMapping> known = settings.of(app).ports();
                    TreeSet<PortMapping> gone = new TreeSet<>();
                    for (String port : ports) {
                        List<PortMapping> meant =
                                known.stream()
                                        .filter(
                                                each ->
                                                        each.toString().equals(port)
                                                                || Integer.toString(each.hostPort())
                                                                        .equals(port))
                                        .toList();
                        if (meant.isEmpty()) {
                            throw RefusedException.notFound(
                                    "Port '%s' does not lead to app '%s'".formatted(port, app));
                        }
                        gone.addAll(meant);
                    }
                    settings.changePorts(app, List.copyOf(gone), List.of());
                });
    }

    /** Lets no port lead to an app. */
    public void clear(Caller caller, AppName app) {
        change(
                caller,
                Permission.DEPLOY,
                "ports:clear",
                app,
                () -> settings.changePorts(app, settings.of(app).ports(), List.of()));
    }

    /** What leads to some app already is open; whose it is, is looked at when it is kept. */
    private void requireFree(PortMapping port) {
        if (isServed(port) || settings.isMapped(port)) {
            return;
        }
        boolean udp = port.scheme() == PortMapping.Scheme.UDP;
        Optional<PortHolder> holder = PortHolder.of(udp, port.hostPort());
        if (holder.isPresent()) {
            throw RefusedException.conflict(
                    "Port %d/%s is in use by %s. Choose another, or stop it first"
                            .formatted(
                                    port.hostPort(),
                                    port.scheme() == PortMapping.Scheme.UDP ? "udp" : "tcp",
                                    holder.get().pid() == 0
                                            ? "another program"
                                            : "'%s' (pid %d)"
                                                    .formatted(
                                                            holder.get().program(),
                                                            holder.get().pid())));
        }
    }

    /** Who deploys an app says where it listens; who runs the machine says which of its ports are open. */
    private Permission permission(List<PortMapping> ports) {
        return ports.stream().allMatch(this::isServed) ? Permission.DEPLOY : Permission.ADMINISTER;
    }

    /** Whether the router listens there anyway. */
    private boolean isServed(PortMapping port) {
        return port.scheme().isHttp()
                && (port.hostPort() == routerPort
                        || port.hostPort() == HTTP_PORT
                        || port.hostPort() == HTTPS_PORT);
    }

    private void change(
            Caller caller, Permission permission, String action, AppName app, Runnable work) {
        guard.change(
                caller,
                app,
                permission,
                action,
                app,
                () -> {
                    apps.require(app);
                    work.run();
                    scheduler.refreshRoutes();
                    return app;
                });
    }
}

package dev.sampan.scheduler;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.ProcessType;
import dev.sampan.certificate.RouterCertificates;
import dev.sampan.certificate.TransportSettings;
import dev.sampan.host.SampanHome;
import dev.sampan.router.Certificate;
import dev.sampan.router.Publication;
import dev.sampan.router.Route;
import dev.sampan.router.RouteTablePublisher;
import dev.sampan.router.RouteTotals;
import dev.sampan.router.RouterControl;
import dev.sampan.router.RouterUnavailableException;
import dev.sampan.router.Target;
import dev.sampan.router.TransportPolicy;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells the router which instances answer for which host names.
 *
 * <p>The host names of all apps are kept here between changes, so that a deploy does not read a thousand apps from the
 * database to move one.
 */
@Component
final class Routes {

    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    private final Apps apps;
    private final Domains domains;
    private final Instances instances;
    private final RouteTablePublisher publisher;
    private final RouterControl control;
    private final RouterCertificates certificates;
    private final TransportSettings transport;
    private final Map<AppName, List<String>> hosts = new TreeMap<>();
    private @Nullable Set<AppName> loaded;
    private Map<AppName, TransportPolicy> policies = Map.of();
    private List<Certificate> shown = List.of();

    Routes(
            SampanHome home,
            Apps apps,
            Domains domains,
            Instances instances,
            RouterCertificates certificates,
            TransportSettings transport) {
        this.apps = apps;
        this.domains = domains;
        this.instances = instances;
        this.certificates = certificates;
        this.transport = transport;
        this.publisher = new RouteTablePublisher(home.home(), ACKNOWLEDGEMENT);
        this.control = new RouterControl(home.home());
    }

    /** Reads the host names and certificates of all apps again and publishes the routes. */
    synchronized void refresh() {
        hosts.clear();
        for (App app : apps.list()) {
            hosts.put(app.name(), hostsOf(app.name()));
        }
        loaded = null;
        publish();
        try {
            certificates.sweep(shown);
        } catch (UncheckedIOException e) {
            log.warn("Old certificates stay where they are", e);
        }
    }

    /** Reads what is asked of connections, unless that of these apps is known. */
    private void load() {
        if (!hosts.keySet().equals(loaded)) {
            policies = transport.policies(hosts.keySet());
            shown = certificates.forHosts(hosts);
            loaded = Set.copyOf(hosts.keySet());
        }
    }

    /**
     * Publishes the routes after instances have changed; returns when the router routes by them, or at once when there is
     * no router, which reads them when it starts.
     */
    synchronized void publish() {
        List<Route> routes = new ArrayList<>();
        Map<AppName, List<Target>> targets = targets();
        targets.keySet().forEach(app -> hosts.computeIfAbsent(app, this::hostsOf));
        load();
        hosts.forEach(
                (app, names) ->
                        routes.add(
                                new Route(
                                        app.value(),
                                        names,
                                        targets.getOrDefault(app, List.of()),
                                        policies.getOrDefault(app, TransportPolicy.DEFAULT))));
        Publication publication = publisher.publish(routes, shown, certificates.challenges());
        if (!publication.acknowledged()) {
            log.warn(
                    "The router did not take the routes; it reads them when it starts: generation={} detail={}",
                    publication.generation(),
                    publication.detail());
        }
    }

    /** Returns when a replaced instance has finished its requests, when there is no router, or when the time is over. */
    void awaitDrained(Instance instance, Duration limit) throws InterruptedException {
        if (instance.port() == 0) {
            return;
        }
        try {
            if (!control.awaitDrained(target(instance), limit)) {
                log.info(
                        "Requests are cut off after the drain time: instance={} limit={}",
                        instance.slot(),
                        limit);
            }
        } catch (RouterUnavailableException e) {
            log.info(
                    "No router, so there is nothing to drain: instance={} detail={}",
                    instance.slot(),
                    e.getMessage());
        }
    }

    /** What the router has counted for an app since it started; nothing when it is down. */
    RouteTotals totals(AppName app) {
        try {
            return control.stats().route(app.value());
        } catch (RouterUnavailableException e) {
            log.debug("No router to ask: detail={}", e.getMessage());
            return RouteTotals.NONE;
        }
    }

    private Map<AppName, List<Target>> targets() {
        Map<AppName, List<Target>> targets = new TreeMap<>();
        for (Instance instance : instances.all()) {
            if (instance.state() == Instance.State.UP
                    && instance.slot().process().equals(ProcessType.WEB)) {
                targets.computeIfAbsent(instance.app(), _ -> new ArrayList<>())
                        .add(target(instance));
            }
        }
        return targets;
    }

    private List<String> hostsOf(AppName app) {
        return domains.of(app).stream().map(DomainName::value).toList();
    }

    private static Target target(Instance instance) {
        return new Target(instance.address().getHostAddress(), instance.port());
    }
}

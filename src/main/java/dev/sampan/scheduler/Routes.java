package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxySettings;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.certificate.RouterCertificates;
import dev.sampan.certificate.TransportSettings;
import dev.sampan.container.ContainerId;
import dev.sampan.host.SampanHome;
import dev.sampan.router.Certificate;
import dev.sampan.router.Publication;
import dev.sampan.router.Redirect;
import dev.sampan.router.Route;
import dev.sampan.router.RoutePolicy;
import dev.sampan.router.RouteTablePublisher;
import dev.sampan.router.RouteTotals;
import dev.sampan.router.RouterControl;
import dev.sampan.router.RouterUnavailableException;
import dev.sampan.router.ShareTotals;
import dev.sampan.router.Target;
import dev.sampan.router.TransportPolicy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells the router which instances answer for which host names.
 *
 * <p>Host names and settings of all apps are kept here between changes, so that a deploy does not read a thousand apps from the
 * database to move one.
 */
@Component
final class Routes {

    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    private final Domains domains;
    private final ProxySettings settings;
    private final Instances instances;
    private final int routerPort;
    private final RouteTablePublisher publisher;
    private final RouterControl control;
    private final LeftOut out;
    private final RouterCertificates certificates;
    private final TransportSettings transport;
    private final Splits splits;
    private final Map<AppName, Wanted> wanted = new TreeMap<>();
    private @Nullable ProxyConfig global;
    private @Nullable Set<AppName> loaded;
    private Map<AppName, TransportPolicy> policies = Map.of();
    private List<Certificate> shown = List.of();

    /** What an app's route shall be, but for its targets. */
    private record Wanted(
            List<String> hosts, RoutePolicy policy, boolean http2, ProxyConfig config) {}

    Routes(
            SampanHome home,
            Domains domains,
            ProxySettings settings,
            Instances instances,
            RouterCertificates certificates,
            TransportSettings transport,
            Splits splits,
            @Value("${sampan.router.http-port:80}") int routerPort) {
        this.domains = domains;
        this.settings = settings;
        this.instances = instances;
        this.routerPort = routerPort;
        this.certificates = certificates;
        this.transport = transport;
        this.splits = splits;
        this.publisher = new RouteTablePublisher(home.home(), ACKNOWLEDGEMENT);
        this.control = new RouterControl(home.home());
        this.out = new LeftOut(control);
    }

    /** Reads host names, settings and certificates of all apps again and publishes the routes. */
    synchronized void refresh() {
        wanted.clear();
        global = settings.global();
        settings.all().forEach((app, config) -> wanted.put(app, wanted(app, config)));
        loaded = null;
        publish();
        try {
            certificates.sweep(shown);
        } catch (UncheckedIOException e) {
            log.warn("Old certificates stay where they are", e);
        }
    }

    /** Reads what is asked of connections, unless that of these apps is known. */
    private void load(Map<AppName, List<String>> hosts) {
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
        Map<AppName, Map<Integer, List<Target>>> targets = targets();
        Map<AppName, Split> several = splits.all();
        Map<AppName, Set<String>> readiness = readiness();
        HostClaims claims = new HostClaims();
        Map<AppName, List<String>> hosts = new TreeMap<>();
        wanted.forEach((app, each) -> hosts.put(app, claims.claim(app, each.hosts())));
        load(hosts);
        Set<String> taken = new HashSet<>();
        hosts.values().forEach(taken::addAll);
        wanted.forEach(
                (app, each) ->
                        routes.add(
                                RouteShares.of(
                                        new Route(
                                                app.value(),
                                                hosts.getOrDefault(app, List.of()),
                                                List.of(),
                                                RouteChecks.in(
                                                        withoutTaken(app, each, taken),
                                                        each.config(),
                                                        each.hosts(),
                                                        readiness.getOrDefault(app, Set.of())),
                                                policies.getOrDefault(app, TransportPolicy.DEFAULT),
                                                List.of()),
                                        several.get(app),
                                        targets.getOrDefault(app, Map.of()))));
        ProxyConfig ofAll = global == null ? settings.global() : global;
        global = ofAll;
        Publication publication =
                publisher.replace(
                        table ->
                                table.withSettings(RoutePolicies.settings(ofAll, table.settings()))
                                        .withRoutes(routes)
                                        .withCertificates(shown)
                                        .withChallenges(certificates.challenges()));
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
            if (!control.awaitDrained(target(instance, isGrpc(instance.app())), limit)) {
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

    /** What the router has counted for each release of an app, by its number, since several serve; nothing when it is down. */
    Map<Integer, ShareTotals> shareTotals(AppName app) {
        Map<Integer, ShareTotals> totals = new TreeMap<>();
        try {
            control.stats()
                    .sharesOf(app.value())
                    .forEach(
                            (version, counted) ->
                                    totals.put(Integer.parseInt(version.substring(1)), counted));
        } catch (RouterUnavailableException e) {
            log.debug("No router to ask: detail={}", e.getMessage());
        }
        return totals;
    }

    private Map<AppName, Map<Integer, List<Target>>> targets() {
        Map<AppName, Map<Integer, List<Target>>> targets = new TreeMap<>();
        for (Instance instance : instances.all()) {
            if (instance.isServing()) {
                targets.computeIfAbsent(instance.app(), _ -> new TreeMap<>())
                        .computeIfAbsent(instance.release(), _ -> new ArrayList<>())
                        .add(target(instance, wanted(instance.app()).http2()));
            }
        }
        return targets;
    }

    /** What the processes that serve say of their readiness; an empty text of one that says nothing. */
    private Map<AppName, Set<String>> readiness() {
        Map<AppName, Set<String>> readiness = new TreeMap<>();
        for (Instance instance : instances.all()) {
            if (instance.isServing()) {
                readiness
                        .computeIfAbsent(instance.app(), _ -> new HashSet<>())
                        .add(
                                instance.container()
                                        .labels()
                                        .getOrDefault(InstanceStarter.READINESS, ""));
            }
        }
        return readiness;
    }

    /** Why processes of an app that run get no requests, by their container: the router's checks of them fail. */
    Map<ContainerId, String> out(AppName app) {
        Map<Target, String> all = out.now();
        Map<ContainerId, String> reasons = new HashMap<>();
        if (!all.isEmpty()) {
            for (Instance instance : instances.of(app)) {
                String reason =
                        instance.isServing() ? all.get(target(instance, isGrpc(app))) : null;
                if (reason != null) {
                    reasons.put(instance.container().id(), reason);
                }
            }
        }
        return reasons;
    }

    private synchronized Wanted wanted(AppName app) {
        return wanted.computeIfAbsent(app, name -> wanted(name, settings.of(name)));
    }

    private Wanted wanted(AppName app, ProxyConfig config) {
        if (config.isDisabled()) {
            return new Wanted(List.of(), RoutePolicy.DEFAULT, config.speaksGrpc(), config);
        }
        return new Wanted(
                hostsOf(app), RoutePolicies.of(config, routerPort), config.speaksGrpc(), config);
    }

    /** A redirect from a name that another app has come to answer to is left out, so that it cannot spoil the table. */
    private static RoutePolicy withoutTaken(AppName app, Wanted own, Set<String> taken) {
        List<Redirect> redirects = own.policy().redirects();
        if (redirects.isEmpty()) {
            return own.policy();
        }
        List<Redirect> kept = new ArrayList<>();
        for (Redirect redirect : redirects) {
            if (own.hosts().contains(redirect.from()) || taken.add(redirect.from())) {
                kept.add(redirect);
            } else {
                log.warn(
                        "A redirect is left out, since another app answers to its name: app={} from={}",
                        app,
                        redirect.from());
            }
        }
        return own.policy().withRedirects(kept);
    }

    private List<String> hostsOf(AppName app) {
        try {
            return domains.of(app).stream().map(DomainName::value).toList();
        } catch (RefusedException e) {
            log.warn("An app has no routes: app={} reason={}", app, e.getMessage());
            return List.of();
        }
    }

    /** Whether the routes say so; an app that is gone has none. */
    private synchronized boolean isGrpc(AppName app) {
        Wanted known = wanted.get(app);
        return known != null && known.http2();
    }

    private static Target target(Instance instance, boolean http2) {
        return new Target(instance.address().getHostAddress(), instance.port(), http2);
    }
}

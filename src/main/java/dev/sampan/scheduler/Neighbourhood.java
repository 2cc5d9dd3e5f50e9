package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.Limits;
import dev.sampan.app.Links;
import dev.sampan.app.NetworkSettings;
import dev.sampan.app.PrivateRanges;
import dev.sampan.app.ProcessType;
import dev.sampan.app.SharedNetworks;
import dev.sampan.container.Containers;
import dev.sampan.container.PeerName;
import dev.sampan.container.Reach;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Tells containers which other apps they reach, by which names, and how many connections they may have open.
 *
 * <p>App `api` is `api.internal`, its process type `worker` is `worker.api.internal`. The former are the web processes; those
 * of an app that has none are all of it. Who shares a network with `api` also knows it by dokku's names, `api.web` and
 * `api.web.1`, below the domain that the app has for them. Releases beside the base have no names: nothing divides what goes
 * by name.
 */
@Component
final class Neighbourhood {

    private static final String DOMAIN = ".internal";

    private final Links links;
    private final SharedNetworks networks;
    private final NetworkSettings settings;
    private final Limits limits;
    private final Instances instances;
    private final Containers containers;
    private SortedMap<AppName, SortedSet<AppName>> linked = new TreeMap<>();
    private SortedMap<AppName, SortedSet<AppName>> shared = new TreeMap<>();
    private Map<AppName, String> domains = Map.of();

    Neighbourhood(
            Links links,
            SharedNetworks networks,
            NetworkSettings settings,
            Limits limits,
            Instances instances,
            Containers containers) {
        this.links = links;
        this.networks = networks;
        this.settings = settings;
        this.limits = limits;
        this.instances = instances;
        this.containers = containers;
    }

    /** Reads again what is linked and allowed, and lets it hold. */
    synchronized void refresh() {
        linked = links.all();
        shared = networks.peers();
        domains = networks.domains();
        shared.forEach(
                (app, peers) -> linked.computeIfAbsent(app, _ -> new TreeSet<>()).addAll(peers));
        Map<AppName, PrivateRanges> open = settings.open();
        Map<AppName, Integer> connections = limits.connections();
        Set<AppName> apps = new TreeSet<>(linked.keySet());
        apps.addAll(open.keySet());
        apps.addAll(connections.keySet());
        Map<String, Reach> reaches = new TreeMap<>();
        for (AppName app : apps) {
            PrivateRanges ranges = open.getOrDefault(app, PrivateRanges.DENIED);
            Set<String> owners = new LinkedHashSet<>();
            linked.getOrDefault(app, new TreeSet<>()).forEach(other -> owners.add(other.value()));
            reaches.put(
                    app.value(),
                    new Reach(
                            owners,
                            ranges.all(),
                            ranges.ranges(),
                            connections.containsKey(app)
                                    ? OptionalInt.of(connections.get(app))
                                    : OptionalInt.empty()));
        }
        containers.reach(reaches);
        publish();
    }

    /** Tells the names again after instances have changed. */
    synchronized void publish() {
        Map<String, List<PeerName>> names = new TreeMap<>();
        linked.forEach(
                (app, others) -> {
                    List<PeerName> peers = new ArrayList<>();
                    SortedSet<AppName> near = shared.getOrDefault(app, new TreeSet<>());
                    others.forEach(other -> peers.addAll(namesOf(other, near.contains(other))));
                    names.put(app.value(), peers);
                });
        containers.names(names);
    }

    private List<PeerName> namesOf(AppName app, boolean near) {
        List<Instance> serving =
                instances.current(app).stream()
                        .filter(instance -> !instance.slot().isCanary())
                        .toList();
        boolean web = serving.stream().anyMatch(Neighbourhood::isWeb);
        return serving.stream()
                .map(
                        instance -> {
                            List<String> names = new ArrayList<>();
                            if (!web || isWeb(instance)) {
                                names.add(app.value() + DOMAIN);
                            }
                            names.add(instance.slot().process() + "." + app.value() + DOMAIN);
                            if (near) {
                                names.addAll(dokkuNames(instance.slot()));
                            }
                            return new PeerName(instance.address(), names);
                        })
                .toList();
    }

    /** `api.web`, below the domain of the app if it has one, and the container's name there. */
    private List<String> dokkuNames(Slot slot) {
        String domain = domains.getOrDefault(slot.app(), "");
        String name = slot.app() + "." + slot.process();
        return List.of(domain.isEmpty() ? name : name + "." + domain, name + "." + slot.index());
    }

    private static boolean isWeb(Instance instance) {
        return instance.slot().process().equals(ProcessType.WEB);
    }
}

package dev.sampan.app;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the router treats one app, or what is set for all apps.
 *
 * @param own what is set for the app, by name
 * @param global what is set for all apps, by name
 */
public record ProxyConfig(SortedMap<String, String> own, SortedMap<String, String> global) {

    static final String DISABLED = "disabled";
    static final String MAINTENANCE = "maintenance";
    static final String MAINTENANCE_PAGE = "maintenance-page";
    static final String PAUSED = "paused";
    static final String STICKY_SECRET = "sticky-secret";
    static final String REDIRECT = "redirect:";
    static final String USER = "user:";
    static final String PAGE = "page:";
    static final String PATH = "path:";
    static final String PORT = "port:";

    public static final ProxyConfig NOTHING = new ProxyConfig(new TreeMap<>(), new TreeMap<>());

    public ProxyConfig {
        own = Collections.unmodifiableSortedMap(new TreeMap<>(own));
        global = Collections.unmodifiableSortedMap(new TreeMap<>(global));
    }

    /** What is set for the app itself. */
    public Optional<String> own(ProxyProperty property) {
        return Optional.ofNullable(own.get(property.word()));
    }

    /** What is set for all apps. */
    public Optional<String> global(ProxyProperty property) {
        return Optional.ofNullable(global.get(property.word()));
    }

    /** What holds. */
    public String value(ProxyProperty property) {
        return own(property).or(() -> global(property)).orElse(property.preset());
    }

    /** Whether nothing at all is routed to the app. */
    public boolean isDisabled() {
        return own.containsKey(DISABLED);
    }

    public boolean isInMaintenance() {
        return own.containsKey(MAINTENANCE);
    }

    public Optional<String> maintenancePage() {
        return Optional.ofNullable(own.get(MAINTENANCE_PAGE));
    }

    /** How long requests are held, while the app is paused. */
    public Optional<Duration> paused() {
        return Optional.ofNullable(own.get(PAUSED)).map(ProxyProperty::duration);
    }

    /** What signs the cookies of sticky sessions. */
    public Optional<String> stickySecret() {
        return Optional.ofNullable(global.get(STICKY_SECRET));
    }

    public List<HostRedirect> redirects() {
        return below(REDIRECT).entrySet().stream()
                .map(
                        entry -> {
                            String[] parts = entry.getValue().split(" ", 2);
                            return new HostRedirect(
                                    new DomainName(entry.getKey()),
                                    new DomainName(parts[0]),
                                    Integer.parseInt(parts[1]));
                        })
                .toList();
    }

    /** Names and hashed passwords; when there are any, requests have to show one. */
    public SortedMap<String, String> users() {
        return below(USER);
    }

    /** HTML pages by status. */
    public SortedMap<Integer, String> pages() {
        SortedMap<Integer, String> pages = new TreeMap<>();
        below(PAGE).forEach((status, page) -> pages.put(Integer.parseInt(status), page));
        return pages;
    }

    /** Paths below which other apps answer. */
    public SortedMap<String, AppName> paths() {
        SortedMap<String, AppName> paths = new TreeMap<>();
        below(PATH).forEach((prefix, app) -> paths.put(prefix, AppName.parse(app)));
        return paths;
    }

    /** Ports of this machine that lead to the app, in their order. */
    public List<PortMapping> ports() {
        return below(PORT).entrySet().stream()
                .map(port -> PortMapping.parse(port.getKey() + ":" + port.getValue()))
                .sorted()
                .toList();
    }

    /** Where web processes listen, in PORT: the first container port that is not one of UDP; empty when none is mapped. */
    public OptionalInt webPort() {
        return ports().stream()
                .filter(port -> port.scheme() != PortMapping.Scheme.UDP)
                .min(Comparator.comparing(PortMapping::scheme).thenComparing(port -> port))
                .map(port -> OptionalInt.of(port.containerPort()))
                .orElseGet(OptionalInt::empty);
    }

    /** Whether its web processes speak gRPC. */
    public boolean speaksGrpc() {
        return ports().stream().anyMatch(port -> port.scheme().isGrpc());
    }

    private SortedMap<String, String> below(String prefix) {
        SortedMap<String, String> found = new TreeMap<>();
        for (Map.Entry<String, String> entry : own.entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                found.put(entry.getKey().substring(prefix.length()), entry.getValue());
            }
        }
        return found;
    }

    /** The names only: some values are secrets. */
    @Override
    public String toString() {
        return "ProxyConfig" + own.keySet() + global.keySet();
    }
}

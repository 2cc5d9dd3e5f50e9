package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ProxyOperations;
import dev.sampan.operation.Traffic;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** How the router treats the requests of apps. */
@RestController
class ProxyApi {

    private static final String OF_APP = "/api/v1/apps/{app}/proxy";
    private static final String OF_ALL = "/api/v1/proxy";

    private final ProxyOperations proxy;

    ProxyApi(ProxyOperations proxy) {
        this.proxy = proxy;
    }

    /**
     * One property.
     *
     * @param set what somebody set here; empty when nothing
     * @param effective what holds
     */
    record PropertyView(String set, String effective) {}

    /** A host name whose requests are sent to another. */
    record RedirectView(String from, String to, int status) {}

    /**
     * What the router has counted for an app since it started.
     *
     * @param failed answered by the router in the app's place because of it, or broken off by it
     * @param aborted ended by the client
     * @param running begun and not ended
     * @param p50Millis the time within which half of the requests were answered; right to an eighth, 0 when there were none
     */
    record TrafficView(
            long requests,
            long failed,
            long aborted,
            int running,
            double p50Millis,
            double p95Millis,
            double p99Millis) {

        static TrafficView of(Traffic traffic) {
            return new TrafficView(
                    traffic.requests(),
                    traffic.failed(),
                    traffic.aborted(),
                    traffic.running(),
                    millis(traffic.p50()),
                    millis(traffic.p95()),
                    millis(traffic.p99()));
        }

        private static double millis(Duration time) {
            return time.toNanos() / 1_000_000.0;
        }
    }

    /** How an app is treated; `pausedSeconds` is 0 when its requests pass, `traffic` is missing while the router is down. */
    record ProxyView(
            boolean enabled,
            boolean maintenance,
            boolean maintenancePage,
            long pausedSeconds,
            Map<String, PropertyView> properties,
            List<RedirectView> redirects,
            Collection<String> users,
            Collection<Integer> pages,
            Map<String, String> paths,
            @Nullable TrafficView traffic) {

        static ProxyView of(ProxyConfig config, @Nullable TrafficView traffic) {
            SortedMap<String, String> paths = new TreeMap<>();
            config.paths().forEach((prefix, app) -> paths.put(prefix, app.value()));
            return new ProxyView(
                    !config.isDisabled(),
                    config.isInMaintenance(),
                    config.maintenancePage().isPresent(),
                    config.paused().map(Duration::toSeconds).orElse(0L),
                    propertiesOf(config, false),
                    config.redirects().stream()
                            .map(
                                    r ->
                                            new RedirectView(
                                                    r.from().value(), r.to().value(), r.status()))
                            .toList(),
                    config.users().keySet(),
                    config.pages().keySet(),
                    paths,
                    traffic);
        }
    }

    private static Map<String, PropertyView> propertiesOf(ProxyConfig config, boolean global) {
        Map<String, PropertyView> views = new TreeMap<>();
        for (ProxyProperty property : ProxyProperty.values()) {
            Optional<String> set = global ? config.global(property) : config.own(property);
            views.put(property.word(), new PropertyView(set.orElse(""), config.value(property)));
        }
        return views;
    }

    /** What shall change; what is left out stays, a property with an empty value goes back to the default. */
    record WantedProxy(
            @Nullable Boolean enabled,
            @Nullable Boolean maintenance,
            @Nullable Long pausedSeconds,
            @Nullable Map<String, String> properties) {}

    static ProxyView view(ProxyOperations proxy, Caller caller, AppName app) {
        return ProxyView.of(
                proxy.of(caller, app),
                proxy.traffic(caller).apply(app).map(TrafficView::of).orElse(null));
    }

    @GetMapping(OF_APP)
    @Operation(summary = "How the router treats the requests of an app")
    ProxyView get(Caller caller, @PathVariable String app) {
        return view(proxy, caller, AppName.parse(app));
    }

    @PatchMapping(OF_APP)
    @Operation(summary = "Changes how the router treats the requests of an app; it holds at once")
    ProxyView set(Caller caller, @PathVariable String app, @RequestBody WantedProxy wanted) {
        AppName name = AppName.parse(app);
        Map<ProxyProperty, Optional<String>> properties = checked(wanted);
        properties.forEach(
                (property, value) -> proxy.set(caller, Optional.of(name), property, value));
        Boolean enabled = wanted.enabled();
        if (enabled != null) {
            proxy.enable(caller, name, enabled);
        }
        Boolean maintenance = wanted.maintenance();
        if (maintenance != null) {
            proxy.maintain(caller, name, maintenance);
        }
        Long paused = wanted.pausedSeconds();
        if (paused != null && paused == 0) {
            proxy.resume(caller, name);
        } else if (paused != null) {
            proxy.pause(caller, name, Duration.ofSeconds(Math.clamp(paused, -1, 1_000_000)));
        }
        return get(caller, app);
    }

    @GetMapping(OF_ALL)
    @Operation(summary = "How the router treats apps that have no setting of their own")
    Map<String, PropertyView> getGlobal(Caller caller) {
        return propertiesOf(proxy.global(caller), true);
    }

    @PatchMapping(OF_ALL)
    @Operation(summary = "Changes how the router treats apps that have no setting of their own")
    Map<String, PropertyView> setGlobal(Caller caller, @RequestBody WantedProxy wanted) {
        if (wanted.enabled() != null
                || wanted.maintenance() != null
                || wanted.pausedSeconds() != null) {
            throw RefusedException.invalid("Only 'properties' can be set for all apps");
        }
        checked(wanted)
                .forEach((property, value) -> proxy.set(caller, Optional.empty(), property, value));
        return getGlobal(caller);
    }

    /** All of them are looked at before the first is set. */
    private static Map<ProxyProperty, Optional<String>> checked(WantedProxy wanted) {
        Map<ProxyProperty, Optional<String>> checked = new TreeMap<>();
        Map<String, String> given = wanted.properties();
        if (given != null) {
            for (Map.Entry<String, @Nullable String> entry : given.entrySet()) {
                ProxyProperty property = ProxyProperty.parse(entry.getKey());
                String value = entry.getValue();
                if (value == null) {
                    throw RefusedException.invalid(
                            "The property '%s' has no value".formatted(entry.getKey()));
                }
                checked.put(
                        property,
                        Optional.of(value).filter(text -> !text.isBlank()).map(property::check));
            }
        }
        return checked;
    }
}

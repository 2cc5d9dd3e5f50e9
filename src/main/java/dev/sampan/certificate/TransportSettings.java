package dev.sampan.certificate;

import dev.sampan.app.AppName;
import dev.sampan.app.Settings;
import dev.sampan.router.TransportPolicy;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Service;

/** What is asked of the connections to each app: what is set for it, else what is set for all, else the default. */
@Service
public class TransportSettings {

    private static final String SCOPE = "transport";

    private final Settings settings;

    TransportSettings(Settings settings) {
        this.settings = settings;
    }

    /** What somebody set for an app, or for all apps. */
    public Map<TransportProperty, String> of(Optional<AppName> app) {
        return known(settings.of(SCOPE, app));
    }

    /** What holds for an app. */
    public Map<TransportProperty, String> effective(AppName app) {
        return complete(settings.effective(SCOPE, app));
    }

    /** Sets a property for an app, or for all apps; empty forgets what was set there. */
    public void set(Optional<AppName> app, TransportProperty property, Optional<String> content) {
        content.ifPresent(property::check);
        var _ = settings.set(SCOPE, app, property.key(), content);
    }

    /** What the router is told of each of these apps. */
    public Map<AppName, TransportPolicy> policies(Iterable<AppName> names) {
        SortedMap<String, String> global = settings.of(SCOPE, Optional.empty());
        Map<AppName, SortedMap<String, String>> each = settings.ofEach(SCOPE);
        Map<AppName, TransportPolicy> policies = new HashMap<>();
        for (AppName app : names) {
            SortedMap<String, String> holds = new TreeMap<>(global);
            holds.putAll(each.getOrDefault(app, new TreeMap<>()));
            policies.put(app, policy(complete(holds)));
        }
        return policies;
    }

    private static Map<TransportProperty, String> complete(Map<String, String> values) {
        Map<TransportProperty, String> complete = known(values);
        for (TransportProperty property : TransportProperty.values()) {
            complete.putIfAbsent(property, property.standard());
        }
        return complete;
    }

    private static Map<TransportProperty, String> known(Map<String, String> values) {
        Map<TransportProperty, String> known = new EnumMap<>(TransportProperty.class);
        values.forEach(
                (name, value) ->
                        TransportProperty.find(name)
                                .ifPresent(property -> known.put(property, value)));
        return known;
    }

    private static TransportPolicy policy(Map<TransportProperty, String> holds) {
        String hsts = "";
        if (isOn(holds, TransportProperty.HSTS)) {
            hsts = "max-age=" + holds.get(TransportProperty.HSTS_MAX_AGE);
            if (isOn(holds, TransportProperty.HSTS_INCLUDE_SUBDOMAINS)) {
                hsts += "; includeSubDomains";
            }
            if (isOn(holds, TransportProperty.HSTS_PRELOAD)) {
                hsts += "; preload";
            }
        }
        return new TransportPolicy(isOn(holds, TransportProperty.HTTPS_REDIRECT), hsts);
    }

    private static boolean isOn(Map<TransportProperty, String> holds, TransportProperty property) {
        return "true".equals(holds.get(property));
    }
}

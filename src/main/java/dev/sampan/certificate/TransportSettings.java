package dev.sampan.certificate;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.router.TransportPolicy;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What is asked of the connections to each app: what is set for it, else what is set for all, else the default. */
@Service
@Transactional
public class TransportSettings {

    private final TransportSettingRepository rows;
    private final Apps apps;

    TransportSettings(TransportSettingRepository rows, Apps apps) {
        this.rows = rows;
        this.apps = apps;
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public Map<TransportProperty, String> of(Optional<AppName> app) {
        app.ifPresent(apps::require);
        return find(rows.findAllByOrderById(), app.map(AppName::value).orElse(null));
    }

    /** What holds for an app. */
    @Transactional(readOnly = true)
    public Map<TransportProperty, String> effective(AppName app) {
        apps.require(app);
        return effective(rows.findAllByOrderById(), app);
    }

    /** Sets a property for an app, or for all apps; empty forgets what was set there. */
    public void set(Optional<AppName> app, TransportProperty property, Optional<String> content) {
        app.ifPresent(apps::require);
        content.ifPresent(property::check);
        @Nullable String name = app.map(AppName::value).orElse(null);
        rows.findAllByOrderById().stream()
                .filter(row -> row.isOf(name) && row.property().equals(property.key()))
                .forEach(rows::delete);
        rows.flush();
        content.ifPresent(
                wanted -> rows.saveAndFlush(new TransportSettingRow(name, property, wanted)));
    }

    /** What the router is told of each of these apps. */
    @Transactional(readOnly = true)
    public Map<AppName, TransportPolicy> policies(Iterable<AppName> names) {
        List<TransportSettingRow> all = rows.findAllByOrderById();
        Map<AppName, TransportPolicy> policies = new HashMap<>();
        names.forEach(app -> policies.put(app, policy(effective(all, app))));
        return policies;
    }

    private static Map<TransportProperty, String> effective(
            List<TransportSettingRow> all, AppName app) {
        Map<TransportProperty, String> effective = new EnumMap<>(TransportProperty.class);
        for (TransportProperty property : TransportProperty.values()) {
            effective.put(property, property.standard());
        }
        effective.putAll(find(all, null));
        effective.putAll(find(all, app.value()));
        return effective;
    }

    private static Map<TransportProperty, String> find(
            List<TransportSettingRow> all, @Nullable String app) {
        Map<TransportProperty, String> found = new EnumMap<>(TransportProperty.class);
        for (TransportSettingRow row : all) {
            if (row.isOf(app)) {
                TransportProperty.find(row.property())
                        .ifPresent(property -> found.put(property, row.content()));
            }
        }
        return found;
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

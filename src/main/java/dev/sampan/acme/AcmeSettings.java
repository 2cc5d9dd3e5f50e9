package dev.sampan.acme;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How each app gets its certificates: what is set for it, else what is set for all, else the default. */
@Service
@Transactional
public class AcmeSettings {

    private final AcmeSettingRepository rows;
    private final Apps apps;

    AcmeSettings(AcmeSettingRepository rows, Apps apps) {
        this.rows = rows;
        this.apps = apps;
    }

    /** What somebody set for an app, or for all apps. */
    @Transactional(readOnly = true)
    public Map<AcmeProperty, String> of(Optional<AppName> app) {
        app.ifPresent(apps::require);
        return find(rows.findAllByOrderById(), app.map(AppName::value).orElse(null));
    }

    /** What holds for an app; with a program for TXT records, names are proved by it unless something else is set. */
    @Transactional(readOnly = true)
    public Map<AcmeProperty, String> effective(AppName app) {
        apps.require(app);
        List<AcmeSettingRow> all = rows.findAllByOrderById();
        Map<AcmeProperty, String> effective = new EnumMap<>(AcmeProperty.class);
        for (AcmeProperty property : AcmeProperty.values()) {
            effective.put(property, property.standard());
        }
        Map<AcmeProperty, String> set = find(all, null);
        set.putAll(find(all, app.value()));
        if (set.containsKey(AcmeProperty.DNS_HOOK)) {
            set.putIfAbsent(AcmeProperty.CHALLENGE, ChallengeType.DNS.text());
        }
        effective.putAll(set);
        return effective;
    }

    /** Sets a property for an app, or for all apps; empty forgets what was set there. */
    public void set(Optional<AppName> app, AcmeProperty property, Optional<String> content) {
        app.ifPresent(apps::require);
        content.ifPresent(property::check);
        @Nullable String name = app.map(AppName::value).orElse(null);
        rows.findAllByOrderById().stream()
                .filter(row -> row.isOf(name) && row.property().equals(property.key()))
                .forEach(rows::delete);
        rows.flush();
        content.ifPresent(wanted -> rows.saveAndFlush(new AcmeSettingRow(name, property, wanted)));
    }

    private static Map<AcmeProperty, String> find(List<AcmeSettingRow> all, @Nullable String app) {
        Map<AcmeProperty, String> found = new EnumMap<>(AcmeProperty.class);
        for (AcmeSettingRow row : all) {
            if (row.isOf(app)) {
                AcmeProperty.find(row.property())
                        .ifPresent(property -> found.put(property, row.content()));
            }
        }
        return found;
    }
}

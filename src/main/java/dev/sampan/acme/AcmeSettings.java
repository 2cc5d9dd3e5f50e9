package dev.sampan.acme;

import dev.sampan.app.AppName;
import dev.sampan.app.Settings;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** How each app gets its certificates: what is set for it, else what is set for all, else the default. */
@Service
public class AcmeSettings {

    private static final String SCOPE = "letsencrypt";

    private final Settings settings;

    AcmeSettings(Settings settings) {
        this.settings = settings;
    }

    /** What somebody set for an app, or for all apps. */
    public Map<AcmeProperty, String> of(Optional<AppName> app) {
        return known(settings.of(SCOPE, app));
    }

    /** What holds for an app; with a program for TXT records, names are proved by it unless something else is set. */
    public Map<AcmeProperty, String> effective(AppName app) {
        Map<AcmeProperty, String> effective = known(settings.effective(SCOPE, app));
        if (effective.containsKey(AcmeProperty.DNS_HOOK)) {
            effective.putIfAbsent(AcmeProperty.CHALLENGE, ChallengeType.DNS.text());
        }
        for (AcmeProperty property : AcmeProperty.values()) {
            effective.putIfAbsent(property, property.standard());
        }
        return effective;
    }

    /** Sets a property for an app, or for all apps; empty forgets what was set there. */
    public void set(Optional<AppName> app, AcmeProperty property, Optional<String> content) {
        content.ifPresent(property::check);
        var _ = settings.set(SCOPE, app, property.key(), content);
    }

    private static Map<AcmeProperty, String> known(Map<String, String> values) {
        Map<AcmeProperty, String> known = new EnumMap<>(AcmeProperty.class);
        values.forEach(
                (name, value) ->
                        AcmeProperty.find(name).ifPresent(property -> known.put(property, value)));
        return known;
    }
}

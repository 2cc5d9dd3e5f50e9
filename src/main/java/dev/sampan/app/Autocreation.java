package dev.sampan.app;

import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Whether a push to an app that does not exist makes it: as somebody set it for all apps, else as the configuration has it. */
@Service
@Transactional
public class Autocreation {

    private static final String SCOPE = "apps";
    private static final String DISABLED = "disable-autocreation";

    private final Settings settings;
    private final AppProperties properties;

    Autocreation(Settings settings, AppProperties properties) {
        this.settings = settings;
        this.properties = properties;
    }

    @Transactional(readOnly = true)
    public boolean isOn() {
        return settings.get(SCOPE, Optional.empty(), DISABLED)
                .map(text -> !Boolean.parseBoolean(text))
                .orElse(properties.autocreate());
    }

    /**
     * Sets it.
     *
     * @param disabled `true` or `false`; empty for what the configuration has
     * @throws RefusedException when it is something else
     */
    public void disable(Optional<String> disabled) {
        disabled.filter(text -> !text.equals("true") && !text.equals("false"))
                .ifPresent(
                        text -> {
                            throw RefusedException.invalid(
                                    "'%s' cannot be set for disable-autocreation. It is true or false"
                                            .formatted(Excerpt.of(text)));
                        });
        var _ = settings.set(SCOPE, Optional.empty(), DISABLED, disabled);
    }
}

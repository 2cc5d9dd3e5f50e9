package dev.sampan.app;

import java.util.Map;
import java.util.Optional;

/** Settings of checks for tests of other modules. */
public final class CheckSettingsFixture {

    private CheckSettingsFixture() {}

    /** Those of apps for which nothing was set. */
    public static CheckSettings nothingSet() {
        return set(Map.of());
    }

    /** Those of apps for which this was set. */
    @SuppressWarnings("NullAway")
    public static CheckSettings set(Map<CheckProperty, Integer> values) {
        return new CheckSettings(null) {
            @Override
            public boolean asks(AppName app, ProcessType type) {
                return true;
            }

            @Override
            public Optional<Integer> effective(AppName app, CheckProperty property) {
                return Optional.ofNullable(values.get(property));
            }
        };
    }
}

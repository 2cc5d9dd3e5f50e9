package dev.sampan.app;

/** Settings of checks for tests of other modules. */
public final class CheckSettingsFixture {

    private CheckSettingsFixture() {}

    /** Those of apps for which nothing was set. */
    @SuppressWarnings("NullAway")
    public static CheckSettings nothingSet() {
        return new CheckSettings(null) {
            @Override
            public boolean asks(AppName app, ProcessType type) {
                return true;
            }
        };
    }
}

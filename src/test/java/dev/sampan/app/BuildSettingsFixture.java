package dev.sampan.app;

/** Settings of builds for tests of other modules. */
public final class BuildSettingsFixture {

    private BuildSettingsFixture() {}

    /** Those of apps for which nothing was set. */
    @SuppressWarnings("NullAway")
    public static BuildSettings nothingSet() {
        return new BuildSettings(null, null, null) {
            @Override
            public String effective(AppName app, BuildSetting setting) {
                return setting.standard();
            }
        };
    }
}

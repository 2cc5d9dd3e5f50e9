package dev.sampan.build;

/** Makes the failure that a build ends with, for tests outside of this package. */
public final class FakeBuildFailure {

    private FakeBuildFailure() {}

    public static BuildFailedException of(String message) {
        return new BuildFailedException("compile", message);
    }
}

package dev.sampan.runtime;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.Mounts;
import dev.sampan.host.ProcessLauncher;
import dev.sampan.host.SampanHome;

/** Makes an OCI runtime for tests of other modules. */
public final class OciRuntimeFixture {

    private OciRuntimeFixture() {}

    public static OciRuntime of(
            SampanHome home,
            RuntimeProperties properties,
            ProcessLauncher launcher,
            CommandRunner commands,
            Mounts mounts) {
        return new OciRuntime(new RuntimeFiles(home), properties, launcher, commands, mounts);
    }
}

package dev.sampan.build;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildOptions;
import dev.sampan.unit.DataSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A commit that is to become an image.
 *
 * @param app whose commit it is; its storage, UID block and disk limit are used
 * @param commit the commit's id, in the app's repository
 * @param env the app's variables, which a buildpack may read
 * @param disk the app's disk limit, which source, cache and result count against
 * @param options what was chosen about its builds
 * @param by who asked for it
 */
public record BuildRequest(
        AppName app,
        String commit,
        Map<String, String> env,
        DataSize disk,
        BuildOptions options,
        String by) {

    public BuildRequest {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    /** Without the values of its variables, which are secrets. */
    @Override
    public String toString() {
        return "BuildRequest[%s %s, env=%s]".formatted(app, commit, env.keySet());
    }

    /** The same, as if nobody had selected a builder. */
    public BuildRequest withoutSelection() {
        return new BuildRequest(app, commit, env, disk, options.withBuilder(Optional.empty()), by);
    }
}

package dev.sampan.build;

import dev.sampan.app.AppName;
import dev.sampan.unit.DataSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A commit that is to become an image.
 *
 * @param app whose commit it is; its storage, UID block and disk limit are used
 * @param commit the commit's id, in the app's repository
 * @param env the app's variables, which a buildpack may read
 * @param disk the app's disk limit, which source, cache and result count against
 * @param dockerOptions what was added to builds of a Dockerfile, as in `--build-arg X=Y`
 */
public record BuildRequest(
        AppName app,
        String commit,
        Map<String, String> env,
        DataSize disk,
        List<String> dockerOptions) {

    /** A request without options. */
    public BuildRequest(AppName app, String commit, Map<String, String> env, DataSize disk) {
        this(app, commit, env, disk, List.of());
    }

    public BuildRequest {
        dockerOptions = List.copyOf(dockerOptions);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }
}

package dev.sampan.build;

import dev.sampan.image.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a build made.
 *
 * @param image the image, whose config holds environment, working directory and user
 * @param processTypes the command of each process type in the order of the Procfile, `release` among them
 * @param appJson what the app's `app.json` asks for; empty when there is none
 * @param buildpack the names of the buildpacks that were used, `node, procfile`
 * @param timings how long each phase took, in order
 */
public record BuildResult(
        Digest image,
        Map<String, String> processTypes,
        Optional<AppJson> appJson,
        String buildpack,
        List<PhaseTiming> timings) {

    public BuildResult {
        processTypes = Collections.unmodifiableMap(new LinkedHashMap<>(processTypes));
        timings = List.copyOf(timings);
    }
}

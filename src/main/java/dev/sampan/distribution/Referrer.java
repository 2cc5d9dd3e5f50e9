package dev.sampan.distribution;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sampan.image.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that is about another one, such as a signature of it.
 *
 * @param mediaType of the manifest
 * @param size of the manifest, bytes
 * @param artifactType what it is
 * @param annotations its annotations
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers">referrers</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Referrer(
        String mediaType,
        Digest digest,
        long size,
        @Nullable String artifactType,
        Map<String, String> annotations) {

    static Referrer of(PushedManifest manifest) {
        return new Referrer(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                manifest.kind().orElse(null),
                manifest.annotations());
    }
}

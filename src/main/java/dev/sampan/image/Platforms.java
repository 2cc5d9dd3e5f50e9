package dev.sampan.image;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the image for this machine among those of several platforms. */
final class Platforms {

    private Platforms() {}

    /**
     * The manifest for this machine's platform.
     *
     * @throws InvalidImageException when there is none
     */
    static OciJson.Descriptor choose(OciJson.Index index) {
        return choose(index, ImageDocuments.architecture());
    }

    static OciJson.Descriptor choose(OciJson.Index index, String architecture) {
        @Nullable List<OciJson.Descriptor> listed = index.manifests();
        List<OciJson.Descriptor> manifests =
                listed == null
                        ? List.of()
                        : listed.stream().filter(OciJson.Descriptor::isManifest).toList();
        return manifests.stream()
                .filter(manifest -> fits(manifest.platform(), architecture))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidImageException(
                                        "The image is not there for linux/%s, only for: %s"
                                                .formatted(architecture, described(manifests))));
    }

    private static boolean fits(OciJson.@Nullable Platform platform, String architecture) {
        // What names no platform is taken for any; its configuration is checked later.
        return platform == null
                || ("linux".equals(platform.os()) && architecture.equals(platform.architecture()));
    }

    private static String described(List<OciJson.Descriptor> manifests) {
        return manifests.stream()
                .map(OciJson.Descriptor::platform)
                .filter(platform -> platform != null)
                .map(platform -> platform.os() + "/" + platform.architecture())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}

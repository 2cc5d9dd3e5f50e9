package dev.sampan.image;

import java.nio.file.Path;

/**
 * A folder of the host that becomes a layer.
 *
 * @param directory the folder; nothing writes to it any more
 * @param target where it stands in the image, an absolute path; `/` for a whole root file system
 * @param firstUid files of host UID firstUid+n become files of image UID n
 * @param overlayUpper whether it is the upper folder of an overlay, whose marks for deleted files become those of OCI
 */
public record LayerSource(Path directory, String target, int firstUid, boolean overlayUpper) {

    public LayerSource {
        if (!target.startsWith("/") || !Path.of(target).normalize().toString().equals(target)) {
            throw new IllegalArgumentException(
                    "A layer cannot stand at '%s': write an absolute path without '.' and '..'"
                            .formatted(target));
        }
    }

    /** The target as a tar names it: without the slash at its begin, empty for the root. */
    String prefix() {
        return target.substring(1);
    }
}

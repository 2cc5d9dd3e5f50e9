package dev.sampan.image;

import java.util.List;

/**
 * An image in the store.
 *
 * @param digest the digest of its manifest
 * @param layers the diff IDs (digests of the uncompressed layers), the base first
 * @param config how its processes are started
 */
public record Image(Digest digest, List<Digest> layers, ImageConfig config) {

    public Image {
        layers = List.copyOf(layers);
    }
}

package dev.sampan.image;

/**
 * A layer that is in the store.
 *
 * @param diffId the digest of its tar
 * @param blob the compressed tar
 */
record PackedLayer(Digest diffId, OciJson.Descriptor blob) {}

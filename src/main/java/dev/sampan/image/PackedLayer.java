package dev.sampan.image;

/**
 * A layer that was packed and is about to be stored.
 *
 * @param diffId the digest of its tar
 * @param blob the compressed tar
 */
record PackedLayer(Digest diffId, Blobs.Staged blob) {}

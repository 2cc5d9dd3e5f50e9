package dev.sampan.image;

import dev.sampan.unit.DataSize;

/**
 * What a sweep removed, or would remove.
 *
 * @param blobs how many blobs of the content store
 * @param layers how many unpacked layers
 * @param freed what blobs and layers took of the disk
 */
public record SweepResult(int blobs, int layers, DataSize freed) {}

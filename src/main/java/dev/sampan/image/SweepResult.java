package dev.sampan.image;

import dev.sampan.unit.DataSize;

/**
 * What a sweep removed.
 *
 * @param blobs how many blobs of the content store
 * @param layers how many unpacked layers
 * @param freed the size of the blobs
 */
public record SweepResult(int blobs, int layers, DataSize freed) {}

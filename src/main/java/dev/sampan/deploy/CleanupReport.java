package dev.sampan.deploy;

import dev.sampan.unit.DataSize;
import java.util.List;

/**
 * What a clean-up removed, or would remove.
 *
 * @param releases old releases whose image goes, `shop v3`
 * @param runtimes runtimes of languages of which there is a newer one and which no app stands on
 * @param orphans what was kept for apps that are gone: names of images, `builds of shop`
 * @param skipped apps that are being deployed; their releases stay this time
 * @param blobs how many blobs nothing has any more
 * @param layers how many unpacked layers nothing has any more
 * @param freed what these take of the disk
 */
public record CleanupReport(
        List<String> releases,
        List<String> runtimes,
        List<String> orphans,
        List<String> skipped,
        int blobs,
        int layers,
        DataSize freed) {

    public CleanupReport {
        releases = List.copyOf(releases);
        runtimes = List.copyOf(runtimes);
        orphans = List.copyOf(orphans);
        skipped = List.copyOf(skipped);
    }
}

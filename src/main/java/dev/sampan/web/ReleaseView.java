package dev.sampan.web;

import dev.sampan.app.Release;

import java.time.Instant;

/**
 * A release as a row.
 *
 * @param number its number
 * @param version `v12`
 * @param description what made it
 * @param commit the beginning of the commit; empty when it came from elsewhere
 * @param image the beginning of the image's digest
 * @param created when it was made
 * @param createdBy who made it
 * @param current whether it serves, of several as the base
 * @param percent of the requests that it gets
 */
record ReleaseView(
        int number,
        String version,
        String description,
        String commit,
        String image,
        Moment created,
        String createdBy,
        boolean current,
        int percent) {

    private static final int SHOWN = 12;

    static ReleaseView of(Release release, boolean current, int percent, Instant now) {
        return new ReleaseView(
                release.number(),
                release.version(),
                release.description(),
                shortened(release.commit().orElse("")),
                shortened(release.image().replaceFirst("^sha256:", "")),
                Moment.of(release.createdAt(), now),
                release.createdBy(),
                current,
                percent);
    }

    private static String shortened(String digest) {
        return digest.length() > SHOWN ? digest.substring(0, SHOWN) : digest;
    }
}

package dev.sampan.build;

/** Makes an image of a commit, at once; {@link Builds} lets one of each app through at a time. */
public interface Builder {

    /**
     * Builds; takes seconds to minutes. When the calling thread is interrupted, the build is ended and nothing of it
     * stays but its cache.
     *
     * @throws BuildFailedException when it does not lead to an image; the message names the cause
     */
    BuildResult build(BuildRequest request, BuildLog log) throws InterruptedException;
}

package dev.sampan.distribution;

/** How much more may be written for an app. */
@FunctionalInterface
public interface Room {

    /**
     * Asks again, after what was written meanwhile.
     *
     * @return how many bytes more, above 0
     * @throws ContentException when there is no room; the message says which limit was hit and how to raise it
     */
    long left();
}

package dev.sampan.acme;

import org.shredzone.acme4j.Authorization;

/** Makes the answer to a challenge ready; one way for each type of challenge. */
interface Proof {

    /**
     * Makes the answer ready, to hold once {@link #publish} was called.
     *
     * @throws IssueFailedException when the authority does not offer this type of challenge, or the answer cannot be set
     */
    Prepared prepare(Authorization authorization);

    /** Lets all that was made ready, or taken away, hold. */
    void publish();

    /** A challenge whose answer is ready. */
    interface Prepared {

        org.shredzone.acme4j.challenge.Challenge challenge();

        void clear();
    }
}

package dev.sampan.router;

/** A place among the requests that may be under way at once. */
interface Permit {

    /** Gives it back, once. */
    void release();
}

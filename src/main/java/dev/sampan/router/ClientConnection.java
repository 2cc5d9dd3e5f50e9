package dev.sampan.router;

/** A connection that a client opened, as its worker sees it, whatever is spoken on it. */
interface ClientConnection {

    /** Ends what waited for longer than it may; called several times a second. */
    void checkDeadline(long now);

    /** Takes no request after those that the client sends before it knows of the end. */
    void retire();

    /** Takes no new request, and ends as soon as none is left. */
    void drain();

    /** Ends at once. */
    void terminate();

    /** Where the worker keeps this connection in its list; -1 when it does not. */
    int slot();

    void setSlot(int slot);
}

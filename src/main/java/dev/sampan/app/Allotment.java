package dev.sampan.app;

/** What an amount of a resource means for a process. */
public enum Allotment {
    /** It gets no more. */
    LIMIT("limit", "Limit"),
    /** It gets this much when the machine is busy. */
    RESERVE("reserve", "Reservation");

    private final String word;
    private final String title;

    Allotment(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** As in commands: `limit`. */
    public String word() {
        return word;
    }

    String title() {
        return title;
    }
}

package dev.sampan.build;

/** What the person who pushed reads while the build runs; one class owns the wording, another the stream. */
public interface BuildLog {

    /** A new part of the work: `-----> text`. */
    void step(String text);

    /** A detail of it, seven spaces in. */
    void line(String text);

    /** Something to look at: ` !     text`. */
    void warn(String text);
}

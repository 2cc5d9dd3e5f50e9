package dev.sampan.web;

import java.io.Serializable;
import java.util.List;

/**
 * What came of an action, shown once on the next page.
 *
 * @param done whether it was done
 * @param text what was done, or why not and what to do
 * @param command the command line that does the same
 * @param output what the platform said meanwhile
 * @param secret what was made and is shown this once; empty when there is nothing
 */
record Notice(boolean done, String text, String command, List<String> output, String secret)
        implements Serializable {

    Notice {
        output = List.copyOf(output);
    }

    /** The output as one text; empty when there is none. */
    public String outputText() {
        return String.join("\n", output);
    }
}

package dev.sampan.web;

import java.util.regex.Pattern;

/**
 * Text of programs without what steers a terminal.
 *
 * @see <a href="https://www.ecma-international.org/publications-and-standards/standards/ecma-48/">ECMA-48, section 5</a>
 */
final class AnsiText {

    /** Control sequences (CSI), strings (OSC, DCS, SOS, PM, APC) and two-character escapes. */
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "(?:\\x1B\\[|\\x9B)[0-?]*[ -/]*[@-~]?"
                            + "|\\x1B[\\]PX^_][^\\x07\\x1B\\x9C]*(?:\\x07|\\x1B\\\\|\\x9C)?"
                            + "|\\x1B[ -/]*[0-~]?");

    /** What is left of control characters; a tab and a line feed stay. Directions of writing could hide text. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u202A-\\u202E\\u2066-\\u2069]");

    private AnsiText() {}

    static String strip(String text) {
        return CONTROL.matcher(ESCAPE.matcher(text).replaceAll("")).replaceAll("");
    }
}

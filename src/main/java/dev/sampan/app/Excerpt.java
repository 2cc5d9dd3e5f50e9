package dev.sampan.app;

/** The begin of what somebody sent, for a {@link RefusedException} that repeats it: what was sent may be of any length. */
public final class Excerpt {

    private static final int LONGEST = 80;

    private Excerpt() {}

    /** At most the first 80 characters. */
    public static String of(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}

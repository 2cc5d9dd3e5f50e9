package dev.sampan.host;

import java.util.regex.Pattern;

/**
 * A terminal that somebody wants a program to have.
 *
 * @param type what TERM is to be: `xterm-256color`; one that cannot be a name becomes `dumb`
 * @param size how much it shows at first
 */
public record TerminalWish(String type, WindowSize size) {

    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._-]{0,63}");

    public TerminalWish {
        type = TYPE.matcher(type).matches() ? type : "dumb";
    }
}

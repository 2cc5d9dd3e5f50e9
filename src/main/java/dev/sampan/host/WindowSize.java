package dev.sampan.host;

/**
 * How many characters a terminal shows.
 *
 * @param columns in a line; 0 when nobody knows
 * @param rows how many lines; 0 when nobody knows
 */
public record WindowSize(int columns, int rows) {

    private static final int MOST = 65_535;

    public WindowSize {
        columns = Math.clamp(columns, 0, MOST);
        rows = Math.clamp(rows, 0, MOST);
    }
}

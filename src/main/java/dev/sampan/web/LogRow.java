package dev.sampan.web;

import dev.sampan.logs.LogLine;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A line of a log as a page shows it.
 *
 * @param iso when it was written, for programs
 * @param time the time of day in UTC
 * @param dyno who wrote it
 * @param text the line without what steers a terminal
 */
record LogRow(String iso, String time, String dyno, String text) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int LONGEST = 8 * 1024;

    static LogRow of(LogLine line) {
        String text =
                line.text().length() > LONGEST
                        ? line.text().substring(0, LONGEST) + "…"
                        : line.text();
        return new LogRow(
                line.time().toString(),
                TIME.format(line.time()),
                line.dyno(),
                AnsiText.strip(text));
    }
}

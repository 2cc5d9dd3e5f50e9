package dev.sampan.ssh;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as xargs(1) does: quotes of either kind hold a word together and nothing is special
 * between them; outside of them a backslash takes the next character as it is.
 */
final class Words {

    private Words() {}

    /**
     * Splits a line into its words.
     *
     * @throws UsageException when a quote is not closed
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'' || c == '"') {
                int end = line.indexOf(c, i + 1);
                if (end < 0) {
                    throw new UsageException(
                            "unmatched %s quote; quote the whole word, or put a backslash before the quote"
                                    .formatted(c == '"' ? "double" : "single"));
                }
                word.append(line, i + 1, end);
                inWord = true;
                i = end;
            } else if (c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(i + 1));
                inWord = true;
                i++;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}

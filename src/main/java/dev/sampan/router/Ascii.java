package dev.sampan.router;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Comparisons on raw header bytes. */
final class Ascii {

    private Ascii() {}

    /** Compares with a text in lower case; right for tokens, where no other byte folds onto a letter. */
    static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lower) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte b = bytes[start + i];
            if (b != lower[i] && (b < 'A' || b > 'Z' || (b | 0x20) != lower[i])) {
                return false;
            }
        }
        return true;
    }

    static boolean isEqual(byte[] bytes, int start, int end, byte[] other) {
        return Arrays.equals(bytes, start, end, other, 0, other.length);
    }

    static boolean contains(byte[] bytes, int start, int end, byte[] wanted) {
        for (int from = start; from <= end - wanted.length; from++) {
            int i = 0;
            while (i < wanted.length && bytes[from + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return true;
            }
        }
        return false;
    }

    static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    static String lowerText(byte[] bytes, int start, int end) {
        return text(bytes, start, end).toLowerCase(Locale.ROOT);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

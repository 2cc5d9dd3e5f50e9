package dev.sampan.router;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client says of the codings that it takes (RFC 9110 section 12.5.3). */
final class AcceptEncoding {

    private static final byte[] NAME = Ascii.bytes("accept-encoding");
    private static final Pattern WEIGHT = Pattern.compile("(0(\\.\\d{0,3})?|1(\\.0{0,3})?)");
    private static final String ANY = "*";
    private static final String NONE = "identity";

    private AcceptEncoding() {}

    /**
     * The coding that a client prefers; null when it takes none of them, or prefers none at all.
     *
     * @param offered in the order that counts when the client has no preference
     */
    static @Nullable ContentCoding choose(MessageHead head, List<ContentCoding> offered) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < head.fields(); i++) {
            if (head.nameIs(i, NAME)) {
                all.append(head.value(i)).append(',');
            }
        }
        return choose(all.toString().toLowerCase(Locale.ROOT), offered);
    }

    /** The same of a field's value in lower case. */
    static @Nullable ContentCoding choose(String value, List<ContentCoding> offered) {
        if (value.isEmpty()) {
            return null;
        }
        ContentCoding best = null;
        double most = Math.max(0, weight(value, NONE));
        for (ContentCoding coding : offered) {
            double weight = weight(value, coding.token());
            double known = weight < 0 ? weight(value, ANY) : weight;
            if (known > 0 && (best == null ? known >= most : known > most)) {
                best = coding;
                most = known;
            }
        }
        return best;
    }

    /** How much a client wants a coding, from 0 to 1; -1 when it does not say. */
    private static double weight(String value, String coding) {
        for (String element : value.split(",", -1)) {
            String[] parts = element.split(";", -1);
            String name = parts[0].strip();
            if (name.equals(coding) || name.equals("x-" + coding)) {
                return parts.length == 1 ? 1 : weight(parts[1].strip());
            }
        }
        return -1;
    }

    /** What cannot be read is taken as no. */
    private static double weight(String parameter) {
        String text = parameter.startsWith("q=") ? parameter.substring(2).strip() : "";
        return WEIGHT.matcher(text).matches() ? Double.parseDouble(text) : 0;
    }
}

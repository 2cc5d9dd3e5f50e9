package dev.sampan.image;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port on which an image says that its processes listen, `8080/tcp`.
 *
 * @param number 1 to 65535
 * @param protocol in lower case: `tcp`, `udp` or `sctp`
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md#properties">OCI ExposedPorts</a>
 */
public record ExposedPort(int number, String protocol) implements Comparable<ExposedPort> {

    public static final String TCP = "tcp";

    private static final int LARGEST = 65_535;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,5})(?:/([A-Za-z]{3,4}))?");

    public ExposedPort {
        if (number < 1 || number > LARGEST) {
            throw new IllegalArgumentException("Port %d is not 1 to 65535".formatted(number));
        }
    }

    /** Reads `8080` or `8080/tcp`; empty when the text is something else, such as a range. */
    public static Optional<ExposedPort> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(matcher.group(1));
        if (number < 1 || number > LARGEST) {
            return Optional.empty();
        }
        String protocol = matcher.group(2);
        return Optional.of(
                new ExposedPort(
                        number, protocol == null ? TCP : protocol.toLowerCase(Locale.ROOT)));
    }

    @Override
    public int compareTo(ExposedPort other) {
        return Comparator.comparingInt(ExposedPort::number)
                .thenComparing(ExposedPort::protocol)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return number + "/" + protocol;
    }
}

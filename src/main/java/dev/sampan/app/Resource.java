package dev.sampan.app;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.util.Arrays;
import java.util.List;

/** A thing that an app can be limited in; an amount of it is a text in its canonical form. */
public enum Resource {
    CPU("cpu", "0.01", "1024"),
    MEMORY("memory", "8m", "16t"),
    PIDS("pids", "8", "4194304"),
    DISK("disk", "16m", "1024t"),
    NETWORK_INGRESS("network-ingress", "64kbit", "400gbit"),
    NETWORK_EGRESS("network-egress", "64kbit", "400gbit");

    /** The amount that stands for no limit; somebody has to ask for it. */
    public static final String UNLIMITED = "unlimited";

    private final String flag;
    private final String least;
    private final String most;

    Resource(String flag, String least, String most) {
        this.flag = flag;
        this.least = least;
        this.most = most;
    }

    /** Its name as users write it: `network-egress`. */
    public String flag() {
        return flag;
    }

    /**
     * The resource of a name.
     *
     * @throws RefusedException when there is none
     */
    public static Resource parse(String flag) {
        return Arrays.stream(values())
                .filter(resource -> resource.flag.equals(flag))
                .findFirst()
                .orElseThrow(
                        () ->
                                RefusedException.invalid(
                                        "'%s' is not a resource. Resources are %s"
                                                .formatted(flag, String.join(", ", flags()))));
    }

    public static List<String> flags() {
        return Arrays.stream(values()).map(Resource::flag).toList();
    }

    /**
     * Brings an amount into its canonical form. As in dokku, a bare number of memory or disk is mebibytes.
     *
     * @throws RefusedException when it cannot be read, or lies outside the allowed range, which the message names
     */
    public String check(String amount) {
        String text = amount.strip();
        if (text.equals(UNLIMITED)) {
            return UNLIMITED;
        }
        try {
            String canonical = canonical(text);
            long value = measure(canonical);
            if (value < measure(least) || value > measure(most)) {
                throw RefusedException.invalid(
                        "Limit %s=%s is outside the allowed range: %s to %s, or '%s'"
                                .formatted(flag, text, least, most, UNLIMITED));
            }
            return canonical;
        } catch (IllegalArgumentException e) {
            RefusedException failure =
                    RefusedException.invalid(
                            "Limit %s=%s cannot be read: %s. Allowed: %s to %s, or '%s'"
                                    .formatted(flag, text, e.getMessage(), least, most, UNLIMITED));
            failure.initCause(e);
            throw failure;
        }
    }

    private String canonical(String text) {
        return switch (this) {
            case CPU -> CpuCount.parse(text).toString();
            case MEMORY, DISK ->
                    DataSize.parse(text.matches("\\d+") ? text + "m" : text).toString();
            case PIDS -> Integer.toString(wholeNumber(text));
            case NETWORK_INGRESS, NETWORK_EGRESS -> BitRate.parse(text).toString();
        };
    }

    private long measure(String canonical) {
        return switch (this) {
            case CPU -> CpuCount.parse(canonical).millis();
            case MEMORY, DISK -> DataSize.parse(canonical).bytes();
            case PIDS -> Integer.parseInt(canonical);
            case NETWORK_INGRESS, NETWORK_EGRESS -> BitRate.parse(canonical).bitsPerSecond();
        };
    }

    private static int wholeNumber(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'%s' is not a whole number".formatted(text));
        }
        return Integer.parseInt(text);
    }
}

package dev.sampan.app;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A thing that an app can be limited in; an amount of it is a text in its canonical form. */
public enum Resource {
    CPU("cpu", AmountForm.PROCESSORS, "0.01", "1024"),
    /** How many processors it may use while it starts; no boost is 0. */
    CPU_BOOST("cpu-boost", AmountForm.PROCESSORS_OR_NONE, "0", "1024"),
    /** How much of a busy processor it gets, compared with others. */
    CPU_WEIGHT("cpu-weight", AmountForm.NUMBER, "1", "10000"),
    /** Which processors it may run on. */
    CPUSET("cpuset", AmountForm.PROCESSOR_LIST, "0", "8191"),
    MEMORY("memory", AmountForm.SIZE, "8m", "16t"),
    /** Swap beyond the memory. */
    MEMORY_SWAP("memory-swap", AmountForm.SIZE, "0", "16t"),
    /** From here on it is slowed down and its memory reclaimed, before it is killed at the limit. */
    MEMORY_HIGH("memory-high", AmountForm.SIZE, "8m", "16t"),
    PIDS("pids", AmountForm.NUMBER, "8", "4194304"),
    DISK("disk", AmountForm.SIZE, "16m", "1024t"),
    /** Files and folders of the whole app. */
    INODES("inodes", AmountForm.COUNT, "1k", "4g"),
    IO_READ("io-read", AmountForm.SIZE, "64k", "100g"),
    IO_WRITE("io-write", AmountForm.SIZE, "64k", "100g"),
    IO_READ_IOPS("io-read-iops", AmountForm.COUNT, "10", "100m"),
    IO_WRITE_IOPS("io-write-iops", AmountForm.COUNT, "10", "100m"),
    NETWORK_INGRESS("network-ingress", AmountForm.BIT_RATE, "64kbit", "400gbit"),
    NETWORK_EGRESS("network-egress", AmountForm.BIT_RATE, "64kbit", "400gbit"),
    /** Connections that all processes of the app have open at once; the machine's table of them is shared by all. */
    CONNECTIONS("connections", AmountForm.NUMBER, "1", "1000000");

    /** The amount that stands for no limit; somebody has to ask for it. */
    public static final String UNLIMITED = "unlimited";

    /** Stands for a number of files that follows from the size of the disk, until somebody sets another. */
    static final String BY_DISK = "by-disk";

    private final String flag;
    private final AmountForm form;
    private final String least;
    private final String most;

    Resource(String flag, AmountForm form, String least, String most) {
        this.flag = flag;
        this.form = form;
        this.least = least;
        this.most = most;
    }

    /** Its name as users write it: `network-egress`. */
    public String flag() {
        return flag;
    }

    /** Whether it is of the app as a whole, and cannot be set for one process type. */
    public boolean isOfWholeApp() {
        return this == DISK || this == INODES || this == CONNECTIONS;
    }

    private boolean canBeUnlimited() {
        return this != CPU_WEIGHT && this != INODES && this != CONNECTIONS;
    }

    /** Whether some of it can be set aside for an app. */
    public boolean canBeReserved() {
        return this == CPU || this == MEMORY;
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
     * Brings an amount into its canonical form. As in dokku, a bare number of bytes is mebibytes.
     *
     * @throws RefusedException when it cannot be read, or lies outside the allowed range, which the message names
     */
    public String check(String amount) {
        return check(amount, Map.of(), Allotment.LIMIT);
    }

    /**
     * Brings an amount into its canonical form.
     *
     * @param machine the most that this machine has of each resource
     */
    String check(String amount, Map<Resource, String> machine, Allotment kind) {
        String text = amount.strip();
        boolean withoutLimit = kind == Allotment.LIMIT && canBeUnlimited();
        if (withoutLimit && text.equals(UNLIMITED)) {
            return UNLIMITED;
        }
        String highest = machine.getOrDefault(this, most);
        String range = least + " to " + highest + (withoutLimit ? ", or '" + UNLIMITED + "'" : "");
        try {
            String canonical = form.canonical(text);
            long value = form.measure(canonical);
            if (value < form.measure(least) || value > form.measure(highest)) {
                throw RefusedException.invalid(
                        "%s %s=%s is outside the allowed range: %s"
                                .formatted(kind.title(), flag, text, range));
            }
            return canonical;
        } catch (IllegalArgumentException e) {
            RefusedException failure =
                    RefusedException.invalid(
                            "%s %s=%s cannot be read: %s. Allowed: %s"
                                    .formatted(kind.title(), flag, text, e.getMessage(), range));
            failure.initCause(e);
            throw failure;
        }
    }
}

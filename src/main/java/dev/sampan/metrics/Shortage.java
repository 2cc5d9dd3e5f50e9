package dev.sampan.metrics;

/** What there is too little of on the machine for all who want it at once. */
public enum Shortage {
    CPU("cpu", "a processor"),
    DISK("disk", "the disk"),
    MEMORY("memory", "memory");

    private final String resource;
    private final String thing;

    Shortage(String resource, String thing) {
        this.resource = resource;
        this.thing = thing;
    }

    /** As programs read it: {@code cpu}. */
    public String resource() {
        return resource;
    }

    /** What was waited for: {@code a processor}. */
    public String thing() {
        return thing;
    }

    LimitEvent.Kind kind() {
        return switch (this) {
            case CPU -> LimitEvent.Kind.CPU_PRESSURE;
            case DISK -> LimitEvent.Kind.DISK_PRESSURE;
            case MEMORY -> LimitEvent.Kind.MEMORY_PRESSURE;
        };
    }
}

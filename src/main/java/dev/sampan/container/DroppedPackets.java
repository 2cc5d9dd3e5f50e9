package dev.sampan.container;

/**
 * Packets of a container that did not get through, since it was started.
 *
 * @param ingress to it, because it received more than it may
 * @param egress from it, because it sent more than it may
 * @param refused from it, which would have opened connections to ranges that are denied
 * @param crowded from it, which would have opened more connections than its app may have
 * @param connectionLimit how many those are
 */
public record DroppedPackets(
        long ingress, long egress, long refused, long crowded, long connectionLimit) {

    public static final DroppedPackets NONE = new DroppedPackets(0, 0, 0, 0, 0);
}

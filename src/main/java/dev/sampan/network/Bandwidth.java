package dev.sampan.network;

import dev.sampan.unit.BitRate;
import java.util.Optional;

/**
 * How fast a container may receive and send; empty is unlimited.
 *
 * @param ingress to the container
 * @param egress from the container
 */
public record Bandwidth(Optional<BitRate> ingress, Optional<BitRate> egress) {

    public static final Bandwidth UNLIMITED = new Bandwidth(Optional.empty(), Optional.empty());
}

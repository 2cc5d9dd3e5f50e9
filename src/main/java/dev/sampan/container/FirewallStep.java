package dev.sampan.container;

import java.net.Inet4Address;

/** Lets the container's address reach what its owner may reach, before anything runs there. */
final class FirewallStep implements StartStep {

    private final Neighbours neighbours;

    FirewallStep(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    @Override
    public void apply(Starting starting) {
        neighbours.join(starting);
    }

    @Override
    public void undo(ContainerRecord made) {
        made.address().map(Inet4Address::ofLiteral).ifPresent(neighbours::leave);
    }
}

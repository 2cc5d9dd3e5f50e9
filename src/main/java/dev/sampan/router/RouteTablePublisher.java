package dev.sampan.router;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes the route table: on disk first, then in the running router, which acknowledges it. One writer at a time. */
public final class RouteTablePublisher {

    private final RouteTableFile file;
    private final RouterControl control;
    private final Duration acknowledgement;

    /**
     * Writes the table of one home folder.
     *
     * @param home the home folder, as in SAMPAN_HOME
     * @param acknowledgement how long to wait for the running router
     */
    public RouteTablePublisher(Path home, Duration acknowledgement) {
        this.file = new RouteTableFile(RouterFiles.of(home));
        this.control = new RouterControl(home);
        this.acknowledgement = acknowledgement;
    }

    /**
     * The table on disk, or the one before it when that is damaged; empty when none was published yet.
     *
     * @throws InvalidRouteTableException when there are tables and all are damaged
     */
    public synchronized RouteTable current() {
        return file.load(warning -> {});
    }

    /**
     * Replaces the table by a changed copy and waits until every worker of the router uses it.
     *
     * @param change from the present table to the wanted one, for instance `table -> table.with(route)`
     * @throws InvalidRouteTableException when the wanted table contradicts itself; nothing is changed then
     */
    public synchronized Publication publish(UnaryOperator<RouteTable> change) {
        RouteTable before = current();
        return store(change.apply(before).withGeneration(before.generation() + 1));
    }

    /**
     * Replaces the table whatever it was, also a damaged one.
     *
     * @throws InvalidRouteTableException when the routes contradict each other; nothing is changed then
     */
    public synchronized Publication publish(
            List<Route> routes, List<Certificate> certificates, List<Challenge> challenges) {
        return replace(
                table ->
                        table.withRoutes(routes)
                                .withCertificates(certificates)
                                .withChallenges(challenges));
    }

    /** The same for routes alone. */
    public synchronized Publication publish(List<Route> routes) {
        return replace(table -> table.withRoutes(routes));
    }

    private Publication replace(UnaryOperator<RouteTable> change) {
        List<String> damages = new ArrayList<>();
        RouteTable before;
        try {
            before = file.load(damages::add);
        } catch (InvalidRouteTableException e) {
            damages.add(String.valueOf(e.getMessage()));
            before = RouteTable.EMPTY;
        }
        Publication done = store(change.apply(before).withGeneration(before.generation() + 1));
        if (damages.isEmpty()) {
            return done;
        }
        String detail = String.join("; ", damages) + "; replaced. " + done.detail();
        return new Publication(done.generation(), done.acknowledged(), detail.strip());
    }

    private Publication store(RouteTable table) {
        file.store(table);
        try {
            long used = control.reload(acknowledgement);
            return new Publication(table.generation(), used >= table.generation(), "");
        } catch (RouterUnavailableException e) {
            return new Publication(table.generation(), false, String.valueOf(e.getMessage()));
        }
    }
}

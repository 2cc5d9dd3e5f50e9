package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an index says of the one before it, by which workers follow. */
class RouteIndexTests {

    private static final Target SHARED = new Target("10.0.0.1", 8080);
    private static final Target OWN = new Target("10.0.0.2", 8080);

    private static Route route(String name, Target... targets) {
        return new Route(name, List.of(name + ".test"), List.of(targets));
    }

    private static RouteIndex after(RouteIndex index, RouteTable table) {
        return index.followedBy(table, TlsIndex.NONE, 0);
    }

    @Test
    void tellsWhatHasChangedAndNothingElse() {
        RouteTable table =
                RouteTable.EMPTY.with(route("a", OWN)).with(route("b", OWN)).with(route("c", OWN));
        RouteIndex first = after(RouteIndex.EMPTY, table);
        Route moved = route("b", SHARED);
        RouteIndex second = after(first, table.with(moved).without("c"));

        assertThat(first.added()).containsExactlyElementsOf(table.routes());
        assertThat(first.removed()).isEmpty();
        assertThat(second.added()).containsExactly(moved);
        assertThat(second.removed())
                .extracting(Route::name, Route::targets)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("b", List.of(OWN)),
                        org.assertj.core.groups.Tuple.tuple("c", List.of(OWN)));
        assertThat(after(second, second.table()).added()).isEmpty();
    }

    @Test
    void keepsATargetThatAnotherRouteStillHas() {
        RouteTable table = RouteTable.EMPTY.with(route("a", SHARED)).with(route("b", SHARED, OWN));
        RouteIndex index = after(after(RouteIndex.EMPTY, table), table.without("b"));

        assertThat(index.hasTarget(SHARED)).isTrue();
        assertThat(index.hasTarget(OWN)).isFalse();
        assertThat(index.find("b.test")).isNull();
    }
}

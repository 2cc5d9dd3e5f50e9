package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Shares of a route: what is refused, and how they stand in the table's file. */
class ShareTests {

    private static final Target ONE = new Target("10.0.0.1", 5000);
    private static final Target TWO = new Target("10.0.0.2", 5000);
    private static final Route ROUTE = new Route("app", List.of("app.test"), List.of(ONE));

    private static Share share(String name, int percent, Target... targets) {
        return new Share(name, percent, List.of(targets));
    }

    @Test
    void routeHasTheTargetsOfItsShares() {
        Route divided = ROUTE.withShares(List.of(share("v1", 90, ONE), share("v2", 10, TWO)));

        assertThat(divided.targets()).containsExactly(ONE, TWO);
        assertThat(divided.withTargets(List.of(TWO)).shares()).isEmpty();
        assertThat(divided.withHosts(List.of("b.test")).shares()).hasSize(2);
    }

    @Test
    void survivesTheFile() {
        RouteTable table =
                RouteTable.EMPTY.with(
                        ROUTE.withShares(List.of(share("v1", 90, ONE), share("v2", 10))));

        assertThat(RouteTableJson.read(RouteTableJson.write(table))).isEqualTo(table);
    }

    @Test
    void refusesWhatIsNotADivision() {
        assertThatThrownBy(() -> share("v1", 0)).hasMessageContaining("'v1' has 0 percent");
        assertThatThrownBy(() -> share("v1", 100)).hasMessageContaining("100 percent");
        assertThatThrownBy(() -> share("V 1", 10)).hasMessageContaining("'V 1'");
        assertThatThrownBy(() -> ROUTE.withShares(List.of(share("v1", 50), share("v2", 49))))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("99 percent together, not 100");
        assertThatThrownBy(() -> ROUTE.withShares(List.of(share("v1", 50), share("v1", 50))))
                .hasMessageContaining("stands there twice");
        assertThatThrownBy(
                        () -> ROUTE.withShares(List.of(share("v1", 50, ONE), share("v2", 50, ONE))))
                .hasMessageContaining("stands there twice");
    }
}

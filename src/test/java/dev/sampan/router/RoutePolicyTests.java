package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.RequestRate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutePolicyTests {

    private static final String SECRET = "0123456789abcdef";

    private static Route route(RoutePolicy policy) {
        return new Route("app", List.of("app.test"), List.of()).withPolicy(policy);
    }

    private static RoutePolicy written(RoutePolicy policy) {
        byte[] bytes = RouteTableJson.write(RouteTable.EMPTY.with(route(policy)));
        return RouteTableJson.read(bytes).find("app").orElseThrow().policy();
    }

    @Test
    void readsWhatItWroteWhenEverythingIsSet() {
        RoutePolicy policy =
                new RoutePolicy(
                        new RequestLimits(
                                7,
                                Optional.of(RequestRate.parse("10/s")),
                                Optional.of(RequestRate.parse("1/m:3")),
                                8,
                                9),
                        new RouteTimeouts(
                                Optional.of(Duration.ofMillis(1500)),
                                Optional.of(Duration.ofSeconds(3)),
                                Optional.of(Duration.ofSeconds(4))),
                        new MinimumRates(1, 2, 3, Duration.ofSeconds(6)),
                        new AccessRules(
                                List.of(AddressBlock.parse("10.0.0.0/8")),
                                List.of(AddressBlock.parse("fd00::/8")),
                                Map.of("anna", PasswordHash.of("secret words").text())),
                        new Gate(Gate.Mode.PAUSED, Duration.ofSeconds(5), 6, "<p>ä"),
                        new Balance(SECRET, Set.of("GET", "PUT")),
                        List.of(new Redirect("www.app.test", "app.test", 308)),
                        List.of(new PathRoute("/api", "other")),
                        List.of(new PortMap(PortMap.Kind.TCP, 9000, 5000, PortMap.ProxyHeader.V2)),
                        new LogShare(5),
                        List.of(ContentCoding.GZIP, ContentCoding.ZSTD),
                        Map.of(502, "<h1>oh</h1>"));

        assertThat(written(policy)).isEqualTo(policy);
    }

    @Test
    void writesNothingWhenEverythingIsAsByDefault() {
        byte[] bytes = RouteTableJson.write(RouteTable.EMPTY.with(route(RoutePolicy.DEFAULT)));

        assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("policy");
        assertThat(written(RoutePolicy.DEFAULT)).isSameAs(RoutePolicy.DEFAULT);
    }

    @Test
    void keepsSecretsOutOfText() {
        assertThat(new Balance(SECRET, Set.of())).asString().doesNotContain(SECRET);
    }

    @Test
    void refusesTableWhenTwoRoutesLeadFromOneHost() {
        RoutePolicy redirecting =
                RoutePolicy.DEFAULT.withRedirects(
                        List.of(new Redirect("taken.test", "app.test", 301)));
        RouteTable table =
                RouteTable.EMPTY.with(new Route("other", List.of("taken.test"), List.of()));

        assertThatThrownBy(() -> table.with(route(redirecting)))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("'taken.test'");
    }

    @Test
    void refusesPartsThatMakeNoSense() {
        assertThatThrownBy(() -> new Redirect("a.test", "b.test", 200)).hasMessageContaining("200");
        assertThatThrownBy(() -> new Redirect("a.test", "*.b.test", 301))
                .hasMessageContaining("'*.b.test'");
        assertThatThrownBy(() -> new PathRoute("/api/", "other")).hasMessageContaining("'/api/'");
        assertThatThrownBy(() -> new PathRoute("api", "other")).hasMessageContaining("'api'");
        assertThatThrownBy(() -> Balance.DEFAULT.withRetried(Set.of("POST")))
                .hasMessageContaining("POST");
        assertThatThrownBy(() -> RoutePolicy.DEFAULT.withPages(Map.of(200, "x")))
                .hasMessageContaining("200");
        assertThatThrownBy(() -> RequestLimits.DEFAULT.withMaxBodyBytes(-1))
                .isInstanceOf(InvalidRouteTableException.class);
        assertThatThrownBy(
                        () -> new AccessRules(List.of(), List.of(), Map.of("anna", "plain text")))
                .isInstanceOf(InvalidRouteTableException.class)
                .message()
                .doesNotContain("plain text");
    }
}

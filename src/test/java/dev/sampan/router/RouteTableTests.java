package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes, targets and tables: what they refuse, and how they are found and written. */
class RouteTableTests {

    private static final Target TARGET = new Target("10.0.0.2", 5000);

    private static Route route(String name, String... hosts) {
        return new Route(name, List.of(hosts), List.of(TARGET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2:5000", "[fd00:0:0:0:0:0:0:2]:80", "127.0.0.1:1"})
    void readsTargetWhenItIsAddressAndPort(String text) {
        assertThat(Target.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "example.com:80",
                "10.0.0.2",
                "10.0.0.2:0",
                "10.0.0.2:65536",
                "10.0.0.2:+80",
                "10.0.0.2:"
            })
    void refusesTargetWhenItIsSomethingElse(String text) {
        assertThatThrownBy(() -> Target.parse(text)).isInstanceOf(InvalidRouteTableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a/b", "*", "a.*.b", "*x.test", "a..b", ".a", "a:80", "é.test"})
    void refusesRouteWhenHostIsNoHostName(String host) {
        assertThatThrownBy(() -> route("app", host))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("'" + host + "'");
    }

    @Test
    void refusesTableWhenTwoRoutesClaimOneHost() {
        RouteTable one = RouteTable.EMPTY.with(route("one", "a.test"));

        assertThatThrownBy(() -> one.with(route("two", "A.test")))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessage("Host 'a.test' is claimed by route 'one' and route 'two'");
    }

    @Test
    void replacesRouteWhenNameIsTheSame() {
        RouteTable table =
                RouteTable.EMPTY.with(route("one", "a.test")).with(route("two", "b.test"));

        RouteTable changed = table.with(route("one", "c.test"));

        assertThat(changed.routes()).extracting(Route::name).containsExactly("one", "two");
        assertThat(changed.find("one").orElseThrow().hosts()).containsExactly("c.test");
        assertThat(changed.without("one").find("one")).isEmpty();
    }

    @Test
    void findsLongestWildcardWhenNameIsNotListed() {
        RouteIndex index =
                new RouteIndex(
                        RouteTable.EMPTY
                                .with(route("exact", "a.x.test"))
                                .with(route("deep", "*.b.x.test"))
                                .with(route("wide", "*.x.test")));

        assertThat(index.find("a.x.test")).extracting("name").isEqualTo("exact");
        assertThat(index.find("c.b.x.test")).extracting("name").isEqualTo("deep");
        assertThat(index.find("b.x.test")).extracting("name").isEqualTo("wide");
        assertThat(index.find("d.c.a.x.test")).extracting("name").isEqualTo("wide");
        assertThat(index.find("x.test")).isNull();
        assertThat(index.find("")).isNull();
    }

    @Test
    void readsWhatItWroteWhenNothingChanged() {
        RouteTable table =
                RouteTable.EMPTY
                        .with(route("one", "a.test", "*.b.test"))
                        .with(new Route("two", List.of("c.test"), List.of()))
                        .withSettings(
                                RouterSettings.DEFAULT
                                        .withMaxBodyBytes(7)
                                        .withRates(
                                                new MinimumRates(1, 2, 3, Duration.ofSeconds(4))))
                        .withGeneration(42);

        assertThat(RouteTableJson.read(RouteTableJson.write(table))).isEqualTo(table);
    }

    @Test
    void refusesFileWhenAnyByteOfTheTableChanged() {
        RouteTable table = RouteTable.EMPTY.with(route("one", "a.test")).withGeneration(42);
        byte[] bytes = RouteTableJson.write(table);

        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> RouteTableJson.read(damaged))
                    .as("byte %d", i)
                    .isInstanceOf(InvalidRouteTableException.class);
            byte[] cut = java.util.Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> RouteTableJson.read(cut))
                    .isInstanceOf(InvalidRouteTableException.class);
        }
    }

    @Test
    void hasTheDocumentedTimeoutsWhenNothingIsSet() {
        RouterSettings settings = RouteTable.EMPTY.settings();

        assertThat(settings.headerRead()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.firstBytes()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.rates())
                .isEqualTo(new MinimumRates(500, 500, 500, Duration.ofSeconds(10)));
        assertThat(settings.bodyIdle()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.connect()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.responseHeader()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.keepAlive()).isEqualTo(Duration.ofSeconds(75));
        assertThat(settings.maxBodyBytes()).isZero();
        assertThatThrownBy(() -> settings.withResponseHeader(Duration.ZERO))
                .isInstanceOf(InvalidRouteTableException.class);
    }

    @Test
    void countsFromZeroWhenRouterRestartedInBetween() {
        RouteTotals before = new RouteTotals(100, 2, 1, 5);

        assertThat(new RouteTotals(150, 3, 1, 7).since(before))
                .isEqualTo(new RouteTotals(50, 1, 0, 7));
        assertThat(new RouteTotals(10, 1, 0, 0).since(before))
                .isEqualTo(new RouteTotals(10, 1, 0, 0));
    }
}

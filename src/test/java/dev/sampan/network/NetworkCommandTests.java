package dev.sampan.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.CommandRunner;
import dev.sampan.unit.AddressRange;
import java.net.Inet4Address;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworkCommandTests {

    @Test
    void giveTheRulesToNftables() {
        FirewallCommand command =
                new FirewallCommand(
                        settings("10.9.0.0/16", "spx", List.of("10.0.0.0/8", "169.254.0.0/16"), 77),
                        List.of("10.2.3.4"));
        assertThat(command.argv()).containsExactly("nft", "-f", "-");
        assertThat(command.input().orElseThrow())
                .contains("add element ip box nameservers { 10.2.3.4 }\n")
                .contains("add element ip box denied { 10.0.0.0/8, 169.254.0.0/16 }\n")
                .contains(
                        "add rule ip box opening meta mark @connections add @crowded { ip saddr counter } drop\n")
                .contains(
                        """
                        add rule ip box from_container ct state invalid drop
                        add rule ip box from_container jump owned
                        """)
                .contains("add rule ip box forward iifname \"spx*\" goto from_container\n")
                .contains("add rule ip box forward iifname \"spx*\" ip saddr != 10.9.0.0/16 drop\n")
                .contains(
                        "add rule ip box postrouting ip saddr 10.9.0.0/16 oifname != \"spx*\" masquerade\n");
    }

    @Test
    void replaceAllElementsInOneTransaction() {
        Inet4Address shop = Inet4Address.ofLiteral("10.9.0.5");
        Inet4Address api = Inet4Address.ofLiteral("10.9.0.6");
        FirewallElementsCommand command =
                FirewallElementsCommand.of(
                        "box",
                        List.of(
                                new FirewallElement.OfApp(shop, 600_000_000),
                                new FirewallElement.OfApp(api, 600_065_536),
                                new FirewallElement.Link(shop, api),
                                new FirewallElement.Connections(600_000_000, 77)));
        assertThat(command.argv()).containsExactly("nft", "-f", "-");
        assertThat(command.input())
                .contains(
                        """
                        flush map ip box apps
                        add element ip box apps { 10.9.0.5 : 600000000, 10.9.0.6 : 600065536 }
                        flush set ip box links
                        add element ip box links { 10.9.0.5 . 10.9.0.6 }
                        flush set ip box opened
                        """)
                .get()
                .asString()
                .doesNotContain("connections");
    }

    @Test
    void openPrivateRangesWithoutTheMetadataOfClouds() {
        Firewall firewall =
                new Firewall(
                        settings(
                                "10.9.0.0/16",
                                "spx",
                                List.of("10.0.0.0/8", "169.254.0.0/16", "169.252.0.0/14"),
                                77),
                        new CommandRunner());
        List<AddressRange> named =
                List.of(AddressRange.parse("10.1.0.0/16"), AddressRange.parse("192.0.2.0/24"));
        assertThat(firewall.ranges(new NetworkPolicy(Set.of(), true, named, OptionalInt.empty())))
                .extracting(AddressRange::toString)
                .containsExactly("192.0.2.0/24", "10.0.0.0/8", "169.252.0.0/15", "169.255.0.0/16");
        assertThat(firewall.ranges(new NetworkPolicy(Set.of(), false, named, OptionalInt.empty())))
                .containsExactlyElementsOf(named);
        assertThat(firewall.ranges(NetworkPolicy.CLOSED)).isEmpty();
    }

    @Test
    void handOutAddressesInTurn() {
        AddressPool pool = new AddressPool(AddressRange.parse("10.9.0.0/28"), 3);
        Inet4Address first = pool.take();
        assertThat(first.getHostAddress()).isEqualTo("10.9.0.3");
        pool.giveBack(first);
        assertThat(pool.take().getHostAddress()).isEqualTo("10.9.0.4");
        for (int i = 0; i < 12; i++) {
            assertThat(pool.take().getHostAddress()).isNotEqualTo("10.9.0.0");
        }
        pool.take();
        assertThatThrownBy(pool::take)
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("All 14 addresses");
    }

    @Test
    void refuseARangeThatDoesNotStartAtItsFirstAddress() {
        assertThatThrownBy(() -> AddressRange.parse("10.9.0.1/16"))
                .hasMessageContaining("first address");
    }

    @Test
    void findTheLinkOfTheDefaultRoute() {
        String captured =
                """
                Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
                eth1\t0002000C\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
                """;
        assertThat(HostNetwork.defaultLink(captured)).contains("eth0");
    }

    @Test
    void checkTheSettings() {
        assertThatThrownBy(() -> settings("10.9.0.0/16", "toolonganame", List.of(), 1))
                .hasMessageContaining("interface-prefix");
        assertThatThrownBy(() -> settings("10.9.0.0/30", "spx", List.of(), 1))
                .hasMessageContaining("/8 to /28");
        assertThatThrownBy(() -> settings("10.9.0.0/16", "spx", List.of("10.0.0.1/8"), 1))
                .hasMessageContaining("10.0.0.1/8");
        assertThatThrownBy(() -> settings("10.9.0.0/16", "spx", List.of(), 0))
                .hasMessageContaining("from 1 to 1000000");
    }

    private static NetworkProperties settings(
            String pool, String prefix, List<String> denied, int connections) {
        return new NetworkProperties(pool, prefix, "box", List.of(), denied, connections, 0);
    }
}

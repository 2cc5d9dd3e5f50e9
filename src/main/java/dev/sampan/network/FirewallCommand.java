package dev.sampan.network;

import dev.sampan.host.Command;
import java.util.List;
import java.util.Optional;

/**
 * Sets up the rules for all containers in one transaction; run again it changes nothing but what differs.
 *
 * <p>The rules only speak of our own links: what else the host forwards is left as it is. They never change; what does is
 * in sets: which app an address belongs to, which container reaches which other one, what of the denied ranges is opened
 * to whom, and how many connections an app may have open. Nothing leaves a container whose address belongs to no app, and
 * nothing is counted for it: it gets no mark. The mark is used while a new connection is counted and taken away before
 * the packet goes on.
 *
 * <p>The set of connections has an element for each app, which counts and does not match until there are too many.
 *
 * @param properties names and ranges
 * @param nameservers the DNS servers, reached wherever they are
 */
record FirewallCommand(NetworkProperties properties, List<String> nameservers)
        implements Command<String> {

    FirewallCommand {
        nameservers = List.copyOf(nameservers);
    }

    @Override
    public List<String> argv() {
        return List.of("nft", "-f", "-");
    }

    @Override
    public Optional<String> input() {
        String rules =
                """
                add table ip TABLE
                add map ip TABLE apps { type ipv4_addr : mark; }
                add set ip TABLE links { type ipv4_addr . ipv4_addr; }
                add set ip TABLE opened { type ipv4_addr . ipv4_addr; flags interval; }
                add set ip TABLE nameservers { type ipv4_addr; }
                add set ip TABLE denied { type ipv4_addr; flags interval; }
                add set ip TABLE connections { type mark; }
                add set ip TABLE refused { type ipv4_addr; size 65536; flags dynamic; }
                add set ip TABLE crowded { type ipv4_addr; size 65536; flags dynamic; }
                add chain ip TABLE forward { type filter hook forward priority filter; policy accept; }
                add chain ip TABLE input { type filter hook input priority filter; policy accept; }
                add chain ip TABLE postrouting { type nat hook postrouting priority srcnat; policy accept; }
                add chain ip TABLE between
                add chain ip TABLE from_container
                add chain ip TABLE to_container
                add chain ip TABLE to_host
                add chain ip TABLE owned
                add chain ip TABLE opening
                flush chain ip TABLE forward
                flush chain ip TABLE input
                flush chain ip TABLE postrouting
                flush chain ip TABLE between
                flush chain ip TABLE from_container
                flush chain ip TABLE to_container
                flush chain ip TABLE to_host
                flush chain ip TABLE owned
                flush chain ip TABLE opening
                flush set ip TABLE nameservers
                flush set ip TABLE denied
                ELEMENTS
                add rule ip TABLE forward iifname "PREFIX*" ip saddr != POOL drop
                add rule ip TABLE forward iifname "PREFIX*" oifname "PREFIX*" goto between
                add rule ip TABLE forward iifname "PREFIX*" goto from_container
                add rule ip TABLE forward oifname "PREFIX*" goto to_container
                add rule ip TABLE between ct state invalid drop
                add rule ip TABLE between ct state established,related ct direction reply ip daddr . ip saddr @links accept
                add rule ip TABLE between ip saddr . ip daddr @links ct state established,related accept
                add rule ip TABLE between ip saddr . ip daddr @links jump owned
                add rule ip TABLE between ip saddr . ip daddr @links goto opening
                add rule ip TABLE between drop
                add rule ip TABLE from_container ct state established,related accept
                add rule ip TABLE from_container ct state invalid drop
                add rule ip TABLE from_container jump owned
                add rule ip TABLE from_container ip daddr @nameservers meta l4proto { tcp, udp } th dport 53 goto opening
                add rule ip TABLE from_container ip saddr . ip daddr @opened goto opening
                add rule ip TABLE from_container ip daddr @denied add @refused { ip saddr counter } drop
                add rule ip TABLE from_container goto opening
                add rule ip TABLE owned meta mark set 0
                add rule ip TABLE owned meta mark set ip saddr map @apps
                add rule ip TABLE owned meta mark 0 drop
                add rule ip TABLE opening meta mark @connections add @crowded { ip saddr counter } drop
                add rule ip TABLE opening meta mark set 0 accept
                add rule ip TABLE to_container ct state established,related accept
                add rule ip TABLE to_container drop
                add rule ip TABLE input iifname "PREFIX*" goto to_host
                add rule ip TABLE to_host ct state established,related accept
                add rule ip TABLE to_host ip daddr @nameservers meta l4proto { tcp, udp } th dport 53 accept
                add rule ip TABLE to_host drop
                add rule ip TABLE postrouting ip saddr POOL oifname != "PREFIX*" masquerade
                """;
        return Optional.of(
                rules.replace(
                                "ELEMENTS\n",
                                elements("nameservers", nameservers)
                                        + elements("denied", properties.denied()))
                        .replace("TABLE", properties.table())
                        .replace("PREFIX", properties.interfacePrefix())
                        .replace("POOL", properties.pool()));
    }

    private static String elements(String set, List<String> elements) {
        return elements.isEmpty()
                ? ""
                : "add element ip TABLE %s { %s }\n".formatted(set, String.join(", ", elements));
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

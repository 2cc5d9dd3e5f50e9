package dev.sampan.network;

import dev.sampan.host.Command;
import java.util.List;
import java.util.Optional;

/**
 * Sets up the rules for all containers in one transaction; run again it changes nothing but what differs.
 *
 * <p>The rules only speak of our own links: what else the host forwards is left as it is. A container that wants nothing
 * special needs no element in any set.
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
                add set ip TABLE links { type ipv4_addr . ipv4_addr; }
                add set ip TABLE nameservers { type ipv4_addr; }
                add set ip TABLE denied { type ipv4_addr; flags interval; }
                add set ip TABLE open_connections { type ipv4_addr; size 65536; flags dynamic; }
                add chain ip TABLE forward { type filter hook forward priority filter; policy accept; }
                add chain ip TABLE input { type filter hook input priority filter; policy accept; }
                add chain ip TABLE postrouting { type nat hook postrouting priority srcnat; policy accept; }
                add chain ip TABLE from_container
                add chain ip TABLE to_container
                flush chain ip TABLE forward
                flush chain ip TABLE input
                flush chain ip TABLE postrouting
                flush chain ip TABLE from_container
                flush chain ip TABLE to_container
                flush set ip TABLE nameservers
                flush set ip TABLE denied
                ELEMENTS
                add rule ip TABLE forward iifname "PREFIX*" jump from_container
                add rule ip TABLE forward oifname "PREFIX*" jump to_container
                add rule ip TABLE from_container ip saddr != POOL drop
                add rule ip TABLE from_container ct state established,related accept
                add rule ip TABLE from_container ct state invalid drop
                add rule ip TABLE from_container ip saddr . ip daddr @links accept
                add rule ip TABLE from_container oifname "PREFIX*" drop
                add rule ip TABLE from_container add @open_connections { ip saddr ct count over CONNECTIONS } drop
                add rule ip TABLE from_container ip daddr @nameservers meta l4proto { tcp, udp } th dport 53 accept
                add rule ip TABLE from_container ip daddr @denied drop
                add rule ip TABLE to_container ct state established,related accept
                add rule ip TABLE to_container ip saddr . ip daddr @links accept
                add rule ip TABLE to_container drop
                add rule ip TABLE input iifname "PREFIX*" ct state established,related accept
                add rule ip TABLE input iifname "PREFIX*" ip daddr @nameservers meta l4proto { tcp, udp } th dport 53 accept
                add rule ip TABLE input iifname "PREFIX*" drop
                add rule ip TABLE postrouting ip saddr POOL oifname != "PREFIX*" masquerade
                """;
        return Optional.of(
                rules.replace(
                                "ELEMENTS\n",
                                elements("nameservers", nameservers)
                                        + elements("denied", properties.denied()))
                        .replace("CONNECTIONS", Integer.toString(properties.connections()))
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

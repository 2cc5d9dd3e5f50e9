package dev.sampan.network;

import dev.sampan.host.Command;
import java.util.List;
import java.util.Optional;

/**
 * Sets up the rules for all containers in one transaction; run again it changes nothing but what differs.
 *
 * <p>The rules only speak of our own links: what else the host forwards is left as it is.
 *
 * @param table the table of nftables
 * @param prefix how our links' names start
 * @param pool the containers' addresses
 */
record FirewallCommand(String table, String prefix, String pool) implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of("nft", "-f", "-");
    }

    @Override
    public Optional<String> input() {
        return Optional.of(
                """
                add table ip TABLE
                add set ip TABLE links { type ipv4_addr . ipv4_addr; }
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
                add rule ip TABLE forward iifname "PREFIX*" jump from_container
                add rule ip TABLE forward oifname "PREFIX*" jump to_container
                add rule ip TABLE from_container ip saddr != POOL drop
                add rule ip TABLE from_container ct state established,related accept
                add rule ip TABLE from_container ip saddr . ip daddr @links accept
                add rule ip TABLE from_container oifname "PREFIX*" drop
                add rule ip TABLE from_container ip daddr 169.254.0.0/16 drop
                add rule ip TABLE to_container ct state established,related accept
                add rule ip TABLE to_container ip saddr . ip daddr @links accept
                add rule ip TABLE to_container drop
                add rule ip TABLE input iifname "PREFIX*" ct state established,related accept
                add rule ip TABLE input iifname "PREFIX*" drop
                add rule ip TABLE postrouting ip saddr POOL oifname != "PREFIX*" masquerade
                """
                        .replace("TABLE", table)
                        .replace("PREFIX", prefix)
                        .replace("POOL", pool));
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

package dev.sampan.network;

import dev.sampan.unit.AddressRange;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The network of the containers.
 *
 * @param pool the addresses that containers get, as `10.77.0.0/16`
 * @param interfacePrefix how the host's ends of their links are named; at most 7 letters and digits
 * @param table the name of the nftables table
 * @param nameservers the DNS servers that containers ask; empty for those of the host
 * @param denied ranges that containers do not reach, but for their DNS servers: by default everything that is not the
 *     public Internet, so also the metadata service of a cloud (RFC 6890)
 * @param connections how many connections the containers of an app may have open at once, all together
 * @param prepared how many networks may be ready at once for containers to come; 0 to make each when it is wanted
 */
@ConfigurationProperties("sampan.network")
public record NetworkProperties(
        @DefaultValue("10.77.0.0/16") String pool,
        @DefaultValue("sampan") String interfacePrefix,
        @DefaultValue("sampan") String table,
        @DefaultValue List<String> nameservers,
        @DefaultValue({
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/3"
                })
                List<String> denied,
        @DefaultValue("4096") int connections,
        @DefaultValue("64") int prepared) {

    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int MOST_PREPARED = 1_000;

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{0,6}");
    private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    public NetworkProperties {
        nameservers = List.copyOf(nameservers);
        denied = List.copyOf(denied);
        AddressRange.parsePool(pool);
        denied.forEach(AddressRange::parse);
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "sampan.network.connections is %d; it must be from 1 to %d"
                            .formatted(connections, MOST_CONNECTIONS));
        }
        if (prepared < 0 || prepared > MOST_PREPARED) {
            throw new IllegalArgumentException(
                    "sampan.network.prepared is %d; it must be from 0 to %d"
                            .formatted(prepared, MOST_PREPARED));
        }
        if (!PREFIX.matcher(interfacePrefix).matches()) {
            throw new IllegalArgumentException(
                    "sampan.network.interface-prefix '%s' is not 1 to 7 lower-case letters and digits"
                            .formatted(interfacePrefix));
        }
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "sampan.network.table '%s' is not 1 to 31 lower-case letters, digits and underscores"
                            .formatted(table));
        }
    }
}

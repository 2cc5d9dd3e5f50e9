package dev.sampan.network;

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
 */
@ConfigurationProperties("sampan.network")
public record NetworkProperties(
        @DefaultValue("10.77.0.0/16") String pool,
        @DefaultValue("sampan") String interfacePrefix,
        @DefaultValue("sampan") String table,
        @DefaultValue List<String> nameservers) {

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{0,6}");
    private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    public NetworkProperties {
        nameservers = List.copyOf(nameservers);
        AddressRange.parse(pool);
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

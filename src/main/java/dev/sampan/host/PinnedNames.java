package dev.sampan.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.stream.Stream;

/** Answers every look-up of this process: with what a {@link NamePin} holds, else with what the system's resolver says. */
public final class PinnedNames extends InetAddressResolverProvider {

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return above(configuration.builtinResolver());
    }

    static InetAddressResolver above(InetAddressResolver system) {
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                    throws UnknownHostException {
                List<InetAddress> held = NamePin.held(host);
                return held == null ? system.lookupByName(host, policy) : held.stream();
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "sampan";
    }
}

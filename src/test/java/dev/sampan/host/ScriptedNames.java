package dev.sampan.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** In tests, what the system's resolver says of some names: each time something else. The JVM keeps none of it. */
public final class ScriptedNames extends InetAddressResolverProvider {

    private record Script(List<InetAddress> answers, AtomicInteger asked) {

        InetAddress next() {
            return answers.get(Math.min(asked.getAndIncrement(), answers.size() - 1));
        }
    }

    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

    /**
     * Lets a name have one address after the other, and the last one from then on.
     *
     * @param addresses literals
     */
    public static void script(String name, String... addresses) {
        SCRIPTS.put(
                name,
                new Script(
                        Stream.of(addresses).map(InetAddress::ofLiteral).toList(),
                        new AtomicInteger()));
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        Security.setProperty("networkaddress.cache.ttl", "0");
        InetAddressResolver system = configuration.builtinResolver();
        return PinnedNames.above(
                new InetAddressResolver() {
                    @Override
                    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                            throws UnknownHostException {
                        Script script = SCRIPTS.get(host);
                        return script == null
                                ? system.lookupByName(host, policy)
                                : Stream.of(script.next());
                    }

                    @Override
                    public String lookupByAddress(byte[] address) throws UnknownHostException {
                        return system.lookupByAddress(address);
                    }
                });
    }

    @Override
    public String name() {
        return "scripted";
    }
}

package dev.sampan.network;

import dev.sampan.host.CommandRunner;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Makes networks for tests of other modules. */
public final class NetworksFixture {

    private NetworksFixture() {}

    /** The settings as they are by default, but for what keeps tests apart. */
    public static NetworkProperties properties(String pool, String prefix, String table) {
        return properties(pool, prefix, table, Map.of());
    }

    /** The same with settings of one's own, by their names below `sampan.network`. */
    public static NetworkProperties properties(
            String pool, String prefix, String table, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>();
        settings.put("sampan.network.pool", pool);
        settings.put("sampan.network.interface-prefix", prefix);
        settings.put("sampan.network.table", table);
        own.forEach((name, value) -> settings.put("sampan.network." + name, value));
        return new Binder(new MapConfigurationPropertySource(settings))
                .bind("sampan.network", NetworkProperties.class)
                .get();
    }

    public static Networks of(NetworkProperties properties, CommandRunner commands) {
        return new Networks(properties, commands);
    }

    public static Firewall firewall(NetworkProperties properties, CommandRunner commands) {
        return new Firewall(properties, commands);
    }
}

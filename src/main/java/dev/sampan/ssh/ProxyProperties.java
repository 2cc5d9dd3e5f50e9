package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.operation.ProxyOperations;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The properties of the router as `proxy:…` and `nginx:…` set and show them. */
final class ProxyProperties {

    /** What dokku calls its routers. */
    private static final Set<String> TYPES =
            Set.of("sampan", "nginx", "caddy", "haproxy", "openresty", "traefik");

    private ProxyProperties() {}

    static void set(Invocation call, ProxyOperations proxy, String group) {
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        String word = change.property();
        if (group.equals("proxy") && TYPES.contains(word)) {
            call.terminal().step("Nothing to do: there is one router, which serves every app");
            return;
        }
        if (group.equals("proxy") && word.equals("disabled") && app.isPresent()) {
            proxy.enable(call.caller(), app.get(), !change.value().orElse("false").equals("true"));
            change.tell(call.terminal());
            return;
        }
        ProxyProperty property = ProxyProperty.parse(word);
        Optional<String> value = change.value();
        proxy.set(call.caller(), app, property, value);
        call.terminal()
                .header(
                        value.map(text -> "Setting %s to %s".formatted(word, property.check(text)))
                                .orElse("Unsetting " + word));
    }

    static Map<String, String> facts(ProxyConfig config, String group, boolean global) {
        Map<String, String> facts = new TreeMap<>();
        for (ProxyProperty property : ProxyProperty.values()) {
            String word = property.word();
            if (!global) {
                facts.put("--%s-%s".formatted(group, word), config.own(property).orElse(""));
            }
            facts.put("--%s-global-%s".formatted(group, word), config.global(property).orElse(""));
            facts.put("--%s-computed-%s".formatted(group, word), config.value(property));
        }
        return facts;
    }
}

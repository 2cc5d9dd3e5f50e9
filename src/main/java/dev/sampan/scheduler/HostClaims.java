package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which app each host name of one route table is routed to. Settings that contradict each other, as after the configured
 * domain was changed, cost one app one name, and never all apps their routes.
 */
final class HostClaims {

    private static final Logger log = LoggerFactory.getLogger(HostClaims.class);

    private final Map<String, AppName> owners = new HashMap<>();

    /** Those of the names that no app before this one has. */
    List<String> claim(AppName app, List<String> names) {
        List<String> claimed = new ArrayList<>();
        for (String name : names) {
            AppName owner = owners.putIfAbsent(name, app);
            if (owner == null) {
                claimed.add(name);
            } else if (!owner.equals(app)) {
                log.warn(
                        "Two apps have the same domain; the second does not answer there: domain={} app={} other={}",
                        name,
                        owner,
                        app);
            }
        }
        return claimed;
    }
}

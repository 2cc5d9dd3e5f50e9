package dev.sampan.router;

import dev.sampan.unit.AddressBlock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may send requests to one app.
 *
 * @param denied client addresses that get 403
 * @param allowed when not empty, the only ones that do not get 403
 * @param users names with {@link PasswordHash}es; when not empty, a request has to show one of them, else it gets 401
 */
public record AccessRules(
        List<AddressBlock> denied, List<AddressBlock> allowed, Map<String, String> users) {

    public static final AccessRules OPEN = new AccessRules(List.of(), List.of(), Map.of());

    public AccessRules {
        denied = List.copyOf(denied);
        allowed = List.copyOf(allowed);
        users.values().forEach(PasswordHash::parse);
        users = Map.copyOf(new TreeMap<>(users));
    }

    boolean admits(byte[] address) {
        for (AddressBlock block : denied) {
            if (block.contains(address)) {
                return false;
            }
        }
        for (AddressBlock block : allowed) {
            if (block.contains(address)) {
                return true;
            }
        }
        return allowed.isEmpty();
    }
}

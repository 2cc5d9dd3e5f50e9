package dev.sampan.operation;

import dev.sampan.account.Door;
import dev.sampan.account.Role;
import dev.sampan.account.User;
import java.util.Optional;

/**
 * Who asks for an operation.
 *
 * @param user the name of the user
 * @param role what the user may do
 * @param door through which front door
 * @param key the name of the SSH key, if one was used
 */
public record Caller(String user, Role role, Door door, Optional<String> key) {

    public static Caller of(User user, Door door) {
        return new Caller(user.name(), user.role(), door, Optional.empty());
    }

    public static Caller of(User user, Door door, String key) {
        return new Caller(user.name(), user.role(), door, Optional.of(key));
    }

    /** How the audit log and releases name the caller: `admin`, `admin/laptop`. */
    public String name() {
        return key.map(name -> user + "/" + name).orElse(user);
    }
}

package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.account.SshKey;
import dev.sampan.account.SshKeys;
import dev.sampan.account.Users;
import java.util.List;
import org.springframework.stereotype.Service;

/** The SSH keys that may sign in. */
@Service
public final class KeyOperations {

    private final Guard guard;
    private final SshKeys keys;
    private final Users users;

    KeyOperations(Guard guard, SshKeys keys, Users users) {
        this.guard = guard;
        this.keys = keys;
        this.users = users;
    }

    public List<SshKey> list(Caller caller) {
        return guard.view(
                caller, Guard.PLATFORM, Permission.ADMINISTER, "ssh-keys:list", keys::list);
    }

    /** Lets the key in a line of a `.pub` file sign in as a user. */
    public SshKey add(Caller caller, String name, String user, String publicKey) {
        return guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "ssh-keys:add",
                shortened(name),
                () -> keys.add(SshKey.parse(name, users.require(user).name(), publicKey)));
    }

    public SshKey remove(Caller caller, String nameOrFingerprint) {
        return guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "ssh-keys:remove",
                shortened(nameOrFingerprint),
                () -> keys.remove(nameOrFingerprint));
    }

    private static String shortened(String name) {
        return name.length() > 100 ? name.substring(0, 100) : name;
    }
}

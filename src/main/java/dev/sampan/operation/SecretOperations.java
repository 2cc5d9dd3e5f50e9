package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.secret.SecretKeys;
import org.springframework.stereotype.Service;

/** The keys that secrets are sealed with; for administrators. */
@Service
public final class SecretOperations {

    private final Guard guard;
    private final SecretKeys keys;

    SecretOperations(Guard guard, SecretKeys keys) {
        this.guard = guard;
        this.keys = keys;
    }

    /**
     * Where the keys lie.
     *
     * @param keyId the key that all values are sealed with
     * @param file the file with it, on this machine
     */
    public record Place(String keyId, String file) {}

    public Place place(Caller caller) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "secrets:info",
                () -> new Place(keys.currentId(), keys.path().toString()));
    }

    /** Makes a new key, seals all values with it and forgets the old one, while everything goes on. */
    public SecretKeys.Change rotate(Caller caller) throws InterruptedException {
        Work<SecretKeys.Change, InterruptedException> work = keys::rotate;
        return guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "secrets:rotate",
                keys.currentId(),
                work);
    }
}

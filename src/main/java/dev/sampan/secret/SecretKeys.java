package dev.sampan.secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The keys of secrets: made at the first start, looked for at every other one, and changed. A new key stands in the file
 * before anything is sealed with it, and an old one until nothing is; what is cut off between is ended by the next start.
 */
@Component
public final class SecretKeys {

    private static final Logger log = LoggerFactory.getLogger(SecretKeys.class);
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(60);

    /** What somebody is just changing is left to the next pass. */
    private static final int PASSES = 5;

    private final KeyFile file;
    private final boolean forgetLost;
    private final Secrets secrets;
    private final List<SealedStore> stores;

    SecretKeys(SecretProperties properties, Secrets secrets, List<SealedStore> stores) {
        this.file = new KeyFile(properties.keyFile());
        this.forgetLost = properties.forgetLostSecrets();
        this.secrets = secrets;
        this.stores = stores;
    }

    /**
     * What was done.
     *
     * @param keyId the key that all values are sealed with now
     * @param values how many were sealed with another one
     */
    public record Change(String keyId, int values) {}

    /**
     * Reads the keys, or makes the first one where nothing was ever sealed, and seals what is not sealed yet.
     *
     * @throws SecretException when there are values and not all of their keys
     */
    synchronized void open() {
        Set<String> missing = used();
        Optional<KeyRing> kept = file.read();
        kept.ifPresent(ring -> missing.removeAll(ring.ids()));
        if (!missing.isEmpty() && !forgetLost) {
            throw new SecretException(
                    "There are values that are sealed with key %s, and '%s' %s. Bring that file back from a copy that fits the database; nothing was changed. If the key is lost for good, start once with SAMPAN_FORGETLOSTSECRETS=true: that removes these values, and names each in the log"
                            .formatted(
                                    quoted(missing),
                                    file.path(),
                                    kept.isPresent()
                                            ? "holds only " + quoted(kept.get().ids())
                                            : "is missing"));
        }
        secrets.change(kept.orElseGet(this::first));
        if (!missing.isEmpty()) {
            stores.stream()
                    .flatMap(store -> store.forget(missing).stream())
                    .forEach(
                            name ->
                                    log.warn(
                                            "removed what nobody can open, set it again: {}",
                                            name));
        }
        finish();
    }

    /**
     * Makes a new key, seals all values with it, and forgets the old one.
     *
     * @throws SecretException when a value does not open, or a change that is under way does not end; all keys stay then
     */
    public synchronized Change rotate() throws InterruptedException {
        KeyRing both = secrets.ring().with(SealingKey.random());
        file.write(both);
        secrets.change(both);
        if (!secrets.awaitCurrentAlone(LONGEST_TRANSACTION)) {
            throw new SecretException(
                    "A change that began with the old key has not ended within %d s. Both keys stay in '%s'; run `secrets:rotate` again"
                            .formatted(LONGEST_TRANSACTION.toSeconds(), file.path()));
        }
        return new Change(both.current().id(), finish());
    }

    /** The key that new values are sealed with. */
    public String currentId() {
        return secrets.ring().current().id();
    }

    /** The file with the keys. */
    public Path path() {
        return file.path();
    }

    private Set<String> used() {
        Set<String> used = new TreeSet<>();
        stores.forEach(store -> used.addAll(store.keyIds()));
        return used;
    }

    private KeyRing first() {
        KeyRing ring = new KeyRing(List.of(SealingKey.random()));
        file.write(ring);
        log.info("made the first key of secrets file={} key={}", file.path(), ring.current().id());
        return ring;
    }

    /** Seals what is not sealed with the current key, and then forgets all others. */
    private int finish() {
        KeyRing alone = secrets.ring().currentAlone();
        int values = 0;
        boolean done = false;
        for (int pass = 0; pass < PASSES && !done; pass++) {
            values += stores.stream().mapToInt(SealedStore::reseal).sum();
            done = alone.ids().containsAll(used());
        }
        if (!done) {
            throw new SecretException(
                    "Values are still sealed with other keys than '%s'. All keys stay in '%s'; run `secrets:rotate` again"
                            .formatted(alone.current().id(), file.path()));
        }
        if (secrets.ring().keys().size() > 1) {
            // In memory the others stay until the process ends: somebody may just be reading a
            // value.
            file.write(alone);
        }
        if (values > 0) {
            log.info("sealed secrets values={} key={}", values, alone.current().id());
        }
        return values;
    }

    private static String quoted(Set<String> ids) {
        return "'" + String.join("', '", new TreeSet<>(ids)) + "'";
    }
}

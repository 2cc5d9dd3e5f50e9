package dev.sampan.account;

import dev.sampan.app.RefusedException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The public keys that may sign in over SSH. */
@Service
@Transactional
public class SshKeys {

    private final SshKeyRepository rows;

    SshKeys(SshKeyRepository rows) {
        this.rows = rows;
    }

    /** All keys, by name. */
    @Transactional(readOnly = true)
    public List<SshKey> list() {
        return rows.findAllByOrderByNameAscIdAsc().stream().map(SshKeyRow::toKey).toList();
    }

    /**
     * Lets a key sign in.
     *
     * @throws RefusedException when the name or the key is there already
     */
    public SshKey add(SshKey key) {
        if (rows.findByName(key.name()).isPresent()) {
            throw RefusedException.conflict(
                    "Duplicate ssh key name: a key '%s' exists already".formatted(key.name()));
        }
        rows.findByFingerprint(key.fingerprint())
                .ifPresent(
                        row -> {
                            throw RefusedException.conflict(
                                    "Duplicate ssh public key: it exists already as '%s'"
                                            .formatted(row.toKey().name()));
                        });
        return rows.saveAndFlush(new SshKeyRow(key)).toKey();
    }

    /**
     * Takes a key away, by its name or by its fingerprint.
     *
     * @throws RefusedException when there is no such key
     */
    public SshKey remove(String nameOrFingerprint) {
        SshKeyRow row =
                rows.findByName(nameOrFingerprint)
                        .or(() -> rows.findByFingerprint(nameOrFingerprint))
                        .orElseThrow(
                                () ->
                                        RefusedException.notFound(
                                                "There is no ssh key '%s'. `ssh-keys:list` names them"
                                                        .formatted(nameOrFingerprint)));
        rows.delete(row);
        return row.toKey();
    }

    @Transactional(readOnly = true)
    public Optional<SshKey> find(PublicKey key) {
        return rows.findByFingerprint(SshKey.fingerprintOf(key))
                .map(SshKeyRow::toKey)
                .filter(known -> known.publicKey().equals(SshKey.entry(key)));
    }
}

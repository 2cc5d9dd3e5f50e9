package dev.sampan.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A public key as the database keeps it. */
@Entity
@Table(name = "ssh_key")
class SshKeyRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false)
    private String name;

    @Column(name = "user_name", nullable = false)
    private String userName;

    @Column(name = "public_key", nullable = false)
    private String publicKey;

    @Column(nullable = false)
    private String fingerprint;

    @SuppressWarnings("NullAway.Init")
    protected SshKeyRow() {}

    SshKeyRow(SshKey key) {
        this.name = key.name();
        this.userName = key.user();
        this.publicKey = key.publicKey();
        this.fingerprint = key.fingerprint();
    }

    SshKey toKey() {
        return new SshKey(name, userName, publicKey, fingerprint);
    }
}

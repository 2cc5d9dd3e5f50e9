package dev.sampan.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A token of a user; only its hash is kept. */
@Entity
@Table(name = "api_token")
class ApiTokenRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "user_name", nullable = false)
    private String userName;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false)
    private String hash;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected ApiTokenRow() {}

    ApiTokenRow(String userName, String name, String hash, Instant createdAt) {
        this.userName = userName;
        this.name = name;
        this.hash = hash;
        this.createdAt = createdAt;
    }

    String userName() {
        return userName;
    }

    String hash() {
        return hash;
    }
}

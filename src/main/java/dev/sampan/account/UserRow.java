package dev.sampan.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A user as the database keeps it. */
@Entity
@Table(name = "account_user")
class UserRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false, updatable = false)
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Role role;

    @Column(name = "password_hash", nullable = false)
    private String passwordHash;

    @SuppressWarnings("NullAway.Init")
    protected UserRow() {}

    UserRow(String name, Role role, String passwordHash) {
        this.name = name;
        this.role = role;
        this.passwordHash = passwordHash;
    }

    User toUser() {
        return new User(name, role);
    }

    String passwordHash() {
        return passwordHash;
    }

    void changeRole(Role other) {
        this.role = other;
    }

    void changePassword(String hash) {
        this.passwordHash = hash;
    }
}

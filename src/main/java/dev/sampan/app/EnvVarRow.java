package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One config var, of an app or of all, its value sealed. */
@Entity
@Table(name = "env_var")
class EnvVarRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for a var of all apps. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(name = "env_key", nullable = false)
    private String key;

    @Column(nullable = false)
    private String sealed;

    @SuppressWarnings("NullAway.Init")
    protected EnvVarRow() {}

    EnvVarRow(@Nullable Long appId, String key, String sealed) {
        this.appId = appId;
        this.key = key;
        this.sealed = sealed;
    }

    String key() {
        return key;
    }

    String sealed() {
        return sealed;
    }

    void change(String sealed) {
        this.sealed = sealed;
    }
}

package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One config var, of an app or of all. */
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

    @Column(name = "env_value", nullable = false)
    private String value;

    @SuppressWarnings("NullAway.Init")
    protected EnvVarRow() {}

    EnvVarRow(@Nullable Long appId, String key, String value) {
        this.appId = appId;
        this.key = key;
        this.value = value;
    }

    String key() {
        return key;
    }

    String value() {
        return value;
    }

    void change(String value) {
        this.value = value;
    }
}

package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One thing that somebody set for an app, or for all apps. */
@Entity
@Table(name = "setting")
class SettingRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(nullable = false)
    private String scope;

    @Column(name = "setting_name", nullable = false)
    private String name;

    /** Null when it is a secret. */
    @Column(name = "setting_value")
    private @Nullable String value;

    /** Null unless it is a secret. */
    private @Nullable String sealed;

    @SuppressWarnings("NullAway.Init")
    protected SettingRow() {}

    SettingRow(
            @Nullable Long appId,
            String scope,
            String name,
            @Nullable String value,
            @Nullable String sealed) {
        this.appId = appId;
        this.scope = scope;
        this.name = name;
        this.value = value;
        this.sealed = sealed;
    }

    @Nullable Long appId() {
        return appId;
    }

    String name() {
        return name;
    }

    String scope() {
        return scope;
    }

    @Nullable String value() {
        return value;
    }

    @Nullable String sealed() {
        return sealed;
    }
}

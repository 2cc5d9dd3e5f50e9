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

    @Column(name = "setting_value", nullable = false)
    private String value;

    @SuppressWarnings("NullAway.Init")
    protected SettingRow() {}

    SettingRow(@Nullable Long appId, String scope, String name, String value) {
        this.appId = appId;
        this.scope = scope;
        this.name = name;
        this.value = value;
    }

    @Nullable Long appId() {
        return appId;
    }

    String name() {
        return name;
    }

    String value() {
        return value;
    }
}

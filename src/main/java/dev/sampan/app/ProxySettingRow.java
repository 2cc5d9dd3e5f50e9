package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One thing that somebody set about how the router treats an app, or all apps. */
@Entity
@Table(name = "proxy_setting")
class ProxySettingRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(name = "setting_name", nullable = false)
    private String name;

    @Column(name = "setting_value", nullable = false)
    private String value;

    @SuppressWarnings("NullAway.Init")
    protected ProxySettingRow() {}

    ProxySettingRow(@Nullable Long appId, String name, String value) {
        this.appId = appId;
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

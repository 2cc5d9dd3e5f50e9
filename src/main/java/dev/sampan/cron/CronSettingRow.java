package dev.sampan.cron;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** What somebody set about the tasks of an app, or of all apps. */
@Entity
@Table(name = "cron_setting")
class CronSettingRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_name")
    private @Nullable String app;

    @Column(name = "setting_name", nullable = false)
    private String name;

    @Column(name = "setting_value", nullable = false)
    private String value;

    @SuppressWarnings("NullAway.Init")
    protected CronSettingRow() {}

    CronSettingRow(@Nullable String app, String name, String value) {
        this.app = app;
        this.name = name;
        this.value = value;
    }

    boolean isOf(@Nullable String wanted, String property) {
        return Objects.equals(app, wanted) && name.equals(property);
    }

    String value() {
        return value;
    }
}

package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody set about pushing the images of an app, or of all apps. */
@Entity
@Table(name = "registry_setting")
class RegistrySettingRow {

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
    protected RegistrySettingRow() {}

    RegistrySettingRow(@Nullable Long appId, RegistrySetting setting, String value) {
        this.appId = appId;
        this.name = setting.word();
        this.value = value;
    }

    boolean isOf(@Nullable Long wanted, RegistrySetting setting) {
        return Objects.equals(appId, wanted) && name.equals(setting.word());
    }

    String value() {
        return value;
    }
}

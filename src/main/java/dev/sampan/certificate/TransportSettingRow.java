package dev.sampan.certificate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody set about the connections to an app, or to all apps. */
@Entity
@Table(name = "transport_setting")
class TransportSettingRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_name")
    private @Nullable String app;

    @Column(nullable = false)
    private String property;

    @Column(nullable = false)
    private String content;

    @SuppressWarnings("NullAway.Init")
    protected TransportSettingRow() {}

    TransportSettingRow(@Nullable String app, TransportProperty property, String content) {
        this.app = app;
        this.property = property.key();
        this.content = content;
    }

    boolean isOf(@Nullable String wanted) {
        return Objects.equals(app, wanted);
    }

    String property() {
        return property;
    }

    String content() {
        return content;
    }
}

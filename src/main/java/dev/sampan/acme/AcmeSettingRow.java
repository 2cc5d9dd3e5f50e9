package dev.sampan.acme;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody set about the certificates of an app, or of all apps. */
@Entity
@Table(name = "acme_setting")
class AcmeSettingRow {

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
    protected AcmeSettingRow() {}

    AcmeSettingRow(@Nullable String app, AcmeProperty property, String content) {
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

package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A key that images of an app, or of all apps, are signed by, as the database keeps it. */
@Entity
@Table(name = "image_key")
class ImageKeyRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(nullable = false)
    private String fingerprint;

    @Column(nullable = false)
    private String pem;

    @SuppressWarnings("NullAway.Init")
    protected ImageKeyRow() {}

    ImageKeyRow(@Nullable Long appId, ImageKey key) {
        this.appId = appId;
        this.fingerprint = key.fingerprint();
        this.pem = key.pem();
    }

    boolean isOf(@Nullable Long wanted) {
        return Objects.equals(appId, wanted);
    }

    ImageKey key() {
        return new ImageKey(fingerprint, pem);
    }
}

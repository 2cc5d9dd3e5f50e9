package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How many releases of an app, or of each app, keep their image, as the database keeps it. */
@Entity
@Table(name = "release_retention")
class RetentionRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(name = "releases_kept", nullable = false)
    private int kept;

    protected RetentionRow() {}

    RetentionRow(@Nullable Long appId, int kept) {
        this.appId = appId;
        this.kept = kept;
    }

    boolean isOf(@Nullable Long wanted) {
        return Objects.equals(appId, wanted);
    }

    int kept() {
        return kept;
    }
}

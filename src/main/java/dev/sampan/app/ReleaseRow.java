package dev.sampan.app;

import dev.sampan.secret.Secrets;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A release as the database keeps it. */
@Entity
@Immutable
@Table(name = "app_release")
class ReleaseRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_id", nullable = false)
    private long appId;

    @Column(nullable = false)
    private int number;

    @Column(nullable = false)
    private String image;

    @Column(name = "commit_id")
    private @Nullable String commit;

    @Column(name = "process_types", nullable = false)
    private String processTypes;

    /** The config vars, as JSON, sealed. */
    @Column(nullable = false)
    private String sealed;

    @Column(nullable = false)
    private String limits;

    @Column(name = "health_checks")
    private @Nullable String healthChecks;

    /** Null for those of before there was any. */
    @Column(name = "cron_tasks")
    private @Nullable String cron;

    @Column(nullable = false)
    private String description;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @Column(name = "created_by", nullable = false)
    private String createdBy;

    @SuppressWarnings("NullAway.Init")
    protected ReleaseRow() {}

    ReleaseRow(App app, int number, ReleaseDraft draft, Instant createdAt, Secrets secrets) {
        this.appId = app.id();
        this.number = number;
        this.image = draft.image();
        this.commit = draft.commit().orElse(null);
        this.processTypes = JsonText.write(draft.processTypes());
        this.sealed =
                secrets.seal(SecretNames.release(app.name(), number), JsonText.write(draft.env()));
        this.limits = draft.limits().toJson();
        this.healthChecks = JsonText.write(draft.healthChecks());
        this.cron = JsonText.write(draft.cron());
        this.description = draft.description();
        this.createdAt = createdAt;
        this.createdBy = draft.createdBy();
    }

    long appId() {
        return appId;
    }

    Release toRelease(AppName app, Secrets secrets) {
        return new Release(
                app,
                number,
                image,
                Optional.ofNullable(commit),
                JsonText.readMap(processTypes),
                JsonText.readMap(secrets.open(SecretNames.release(app, number), sealed)),
                LimitSettings.fromJson(limits),
                healthChecks == null ? Map.of() : JsonText.readHealthChecks(healthChecks),
                cron == null ? List.of() : JsonText.readCronTasks(cron),
                description,
                createdAt,
                createdBy);
    }
}

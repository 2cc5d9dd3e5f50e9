package dev.sampan.metrics;

import dev.sampan.app.AppName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event as the database keeps it. */
@Entity
@Table(name = "limit_event")
class LimitEventRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_name", nullable = false)
    private String app;

    @Column(nullable = false)
    private String dyno;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private LimitEvent.Kind kind;

    @Column(name = "happened_at", nullable = false)
    private Instant at;

    @Column(name = "limit_text", nullable = false)
    private String limit;

    @Column(name = "use_text", nullable = false)
    private String use;

    @SuppressWarnings("NullAway.Init")
    protected LimitEventRow() {}

    LimitEventRow(LimitEvent event) {
        this.app = event.app().value();
        this.dyno = event.dyno();
        this.kind = event.kind();
        this.at = event.at();
        this.limit = event.limit();
        this.use = event.use();
    }

    LimitEvent toEvent() {
        return new LimitEvent(new AppName(app), dyno, kind, at, limit, use);
    }
}

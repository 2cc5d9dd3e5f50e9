package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** That the processes of one app may open connections to those of another. */
@Entity
@Table(name = "app_link")
class LinkRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_id", nullable = false)
    private long appId;

    @Column(name = "other_id", nullable = false)
    private long otherId;

    protected LinkRow() {}

    LinkRow(long appId, long otherId) {
        this.appId = appId;
        this.otherId = otherId;
    }

    long appId() {
        return appId;
    }

    long otherId() {
        return otherId;
    }
}

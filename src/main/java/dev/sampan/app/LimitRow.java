package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One limit that somebody set. */
@Entity
@Table(name = "app_limit")
class LimitRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_id", nullable = false)
    private long appId;

    /** Empty for every process of the app. */
    @Column(name = "process_type", nullable = false)
    private String processType;

    @Column(nullable = false)
    private String resource;

    @Column(nullable = false)
    private String amount;

    @SuppressWarnings("NullAway.Init")
    protected LimitRow() {}

    LimitRow(long appId, String processType, Resource resource, String amount) {
        this.appId = appId;
        this.processType = processType;
        this.resource = resource.flag();
        this.amount = amount;
    }

    String processType() {
        return processType;
    }

    Resource resource() {
        return Resource.parse(resource);
    }

    String amount() {
        return amount;
    }
}

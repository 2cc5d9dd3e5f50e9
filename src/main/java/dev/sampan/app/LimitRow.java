package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One limit or reservation that somebody set. */
@Entity
@Table(name = "resource_amount")
class LimitRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(nullable = false)
    private String kind;

    /** Empty for every process. */
    @Column(name = "process_type", nullable = false)
    private String processType;

    @Column(nullable = false)
    private String resource;

    @Column(nullable = false)
    private String amount;

    @SuppressWarnings("NullAway.Init")
    protected LimitRow() {}

    LimitRow(
            @Nullable Long appId,
            Allotment kind,
            String processType,
            Resource resource,
            String amount) {
        this.appId = appId;
        this.kind = kind.word();
        this.processType = processType;
        this.resource = resource.flag();
        this.amount = amount;
    }

    boolean isOf(Allotment wanted) {
        return kind.equals(wanted.word());
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

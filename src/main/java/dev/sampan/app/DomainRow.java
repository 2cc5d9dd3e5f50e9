package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One domain: of an app, or a global one below which every app answers. */
@Entity
@Table(name = "app_domain")
class DomainRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for a global domain. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(nullable = false)
    private String name;

    @SuppressWarnings("NullAway.Init")
    protected DomainRow() {}

    DomainRow(@Nullable Long appId, DomainName name) {
        this.appId = appId;
        this.name = name.value();
    }

    @Nullable Long appId() {
        return appId;
    }

    DomainName name() {
        return new DomainName(name);
    }
}

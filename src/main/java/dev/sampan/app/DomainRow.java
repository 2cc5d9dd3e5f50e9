package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One domain of an app. */
@Entity
@Table(name = "app_domain")
class DomainRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_id", nullable = false)
    private long appId;

    @Column(nullable = false)
    private String name;

    @SuppressWarnings("NullAway.Init")
    protected DomainRow() {}

    DomainRow(long appId, DomainName name) {
        this.appId = appId;
        this.name = name.value();
    }

    DomainName name() {
        return new DomainName(name);
    }
}

package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One domain below which every app answers. */
@Entity
@Table(name = "global_domain")
class GlobalDomainRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false)
    private String name;

    @SuppressWarnings("NullAway.Init")
    protected GlobalDomainRow() {}

    GlobalDomainRow(DomainName name) {
        this.name = name.value();
    }

    DomainName name() {
        return new DomainName(name);
    }
}

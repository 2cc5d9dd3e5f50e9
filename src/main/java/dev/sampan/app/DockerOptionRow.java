package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** An option of builds as the database keeps it, sealed. */
@Entity
@Table(name = "docker_option")
class DockerOptionRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_id", nullable = false)
    private long appId;

    @Column(nullable = false)
    private String sealed;

    @SuppressWarnings("NullAway.Init")
    protected DockerOptionRow() {}

    DockerOptionRow(long appId, String sealed) {
        this.appId = appId;
        this.sealed = sealed;
    }

    String sealed() {
        return sealed;
    }
}

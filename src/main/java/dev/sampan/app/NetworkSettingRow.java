package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody set about the network of an app, or of all apps. */
@Entity
@Table(name = "network_setting")
class NetworkSettingRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    /** Null for all apps. */
    @Column(name = "app_id")
    private @Nullable Long appId;

    @Column(name = "private_ranges", nullable = false)
    private String privateRanges;

    @SuppressWarnings("NullAway.Init")
    protected NetworkSettingRow() {}

    NetworkSettingRow(@Nullable Long appId, PrivateRanges privateRanges) {
        this.appId = appId;
        this.privateRanges = privateRanges.text();
    }

    boolean isOf(@Nullable Long wanted) {
        return Objects.equals(appId, wanted);
    }

    PrivateRanges privateRanges() {
        return PrivateRanges.parse(privateRanges);
    }
}

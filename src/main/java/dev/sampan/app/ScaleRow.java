package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** How many processes of one type somebody wants. */
@Entity
@Table(name = "app_scale")
class ScaleRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_id", nullable = false)
    private long appId;

    @Column(name = "process_type", nullable = false)
    private String processType;

    @Column(nullable = false)
    private int quantity;

    @SuppressWarnings("NullAway.Init")
    protected ScaleRow() {}

    ScaleRow(long appId, ProcessType processType, int quantity) {
        this.appId = appId;
        this.processType = processType.value();
        this.quantity = quantity;
    }

    ProcessType processType() {
        return ProcessType.parse(processType);
    }

    int quantity() {
        return quantity;
    }

    void change(int quantity) {
        this.quantity = quantity;
    }
}

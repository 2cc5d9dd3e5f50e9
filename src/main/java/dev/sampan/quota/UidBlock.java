package dev.sampan.quota;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One block of UIDs that was handed out at least once, as the database keeps it; changed by queries only. */
@Entity
@Table(name = "uid_lease")
class UidBlock {

    @Id private int firstUid;

    private @Nullable String owner;

    private String lastOwner = "";

    private @Nullable Instant releasedAt;

    protected UidBlock() {}

    int firstUid() {
        return firstUid;
    }

    /** Whose files may still carry UIDs of this block. */
    String lastOwner() {
        return lastOwner;
    }

    /** Whether nobody owns the block now. */
    boolean released() {
        return owner == null && releasedAt != null;
    }
}

package dev.sampan.account;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who did what, through which door, when, and how it ended; values of secrets never stand in it. */
@Service
public class AuditLog {

    private final AuditRepository rows;

    AuditLog(AuditRepository rows) {
        this.rows = rows;
    }

    /** Keeps an entry, also when the work that it tells of is rolled back. */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void record(AuditEntry entry) {
        rows.save(new AuditRow(entry));
    }

    /** The last entries, the newest first. */
    @Transactional(readOnly = true)
    public List<AuditEntry> last(int count) {
        return rows.findAllByOrderByIdDesc(Limit.of(count)).stream()
                .map(AuditRow::toEntry)
                .toList();
    }
}

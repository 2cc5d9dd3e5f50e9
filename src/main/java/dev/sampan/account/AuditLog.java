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

    /**
     * Those behind one that was read, the oldest first; a thousand at most.
     *
     * @param id the number of that one; 0 for all
     */
    @Transactional(readOnly = true)
    public List<Numbered> after(long id) {
        return rows.findAllByIdGreaterThanOrderById(id, Limit.of(1000)).stream()
                .map(AuditRow::toNumbered)
                .toList();
    }

    /** The last entries with their numbers, the oldest first. */
    @Transactional(readOnly = true)
    public List<Numbered> lastNumbered(int count) {
        return rows.findAllByOrderByIdDesc(Limit.of(count)).stream()
                .map(AuditRow::toNumbered)
                .toList()
                .reversed();
    }

    /** An entry and its number, which is higher than those of earlier ones. */
    public record Numbered(long id, AuditEntry entry) {}
}

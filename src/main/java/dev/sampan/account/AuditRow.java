package dev.sampan.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An entry of the audit log as the database keeps it. */
@Entity
@Table(name = "audit_entry")
class AuditRow {

    private static final int LONGEST = 1000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "happened_at", nullable = false)
    private Instant at;

    @Column(nullable = false)
    private String actor;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Door door;

    @Column(nullable = false)
    private String action;

    @Column(nullable = false)
    private String subject;

    @Column(nullable = false)
    private String result;

    @SuppressWarnings("NullAway.Init")
    protected AuditRow() {}

    AuditRow(AuditEntry entry) {
        this.at = entry.at();
        this.actor = entry.actor();
        this.door = entry.door();
        this.action = entry.action();
        this.subject = entry.subject();
        this.result = storable(entry.result());
    }

    AuditLog.Numbered toNumbered() {
        return new AuditLog.Numbered(Objects.requireNonNull(id), toEntry());
    }

    AuditEntry toEntry() {
        return new AuditEntry(at, actor, door, action, subject, result);
    }

    /** PostgreSQL stores no NUL, and a message may quote what somebody sent. */
    private static String storable(String text) {
        String clean = text.replace('\0', ' ');
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
    }
}

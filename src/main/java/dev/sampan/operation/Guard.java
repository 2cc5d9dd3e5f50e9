package dev.sampan.operation;

import dev.sampan.account.AuditEntry;
import dev.sampan.account.AuditLog;
import dev.sampan.account.Permission;
import dev.sampan.app.RefusedException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Stands before every operation: it checks what the caller may do, and writes down what was done. */
@Component
final class Guard {

    private final AuditLog audit;

    Guard(AuditLog audit) {
        this.audit = audit;
    }

    /** Lets a caller look at something that every user may see. */
    <T> T view(Caller caller, String action, Supplier<T> work) {
        check(caller, Permission.VIEW, action, "");
        return work.get();
    }

    /** Lets a caller look at something that not every user may see. */
    <T> T view(Caller caller, Permission permission, String action, Supplier<T> work) {
        check(caller, permission, action, "");
        return work.get();
    }

    /** Lets a caller change something; what was done, or why not, stands in the audit log afterwards. */
    <T, E extends Exception> T change(
            Caller caller, Permission permission, String action, Object subject, Work<T, E> work)
            throws E {
        check(caller, permission, action, subject.toString());
        String result = "interrupted or failed";
        try {
            T answer = work.run();
            result = "ok";
            return answer;
        } catch (RuntimeException e) {
            result = e instanceof RefusedException ? "refused: " + e.getMessage() : "failed: " + e;
            throw e;
        } finally {
            record(caller, action, subject.toString(), result);
        }
    }

    private void check(Caller caller, Permission permission, String action, String subject) {
        if (!caller.role().allows(permission)) {
            record(caller, action, subject, "denied");
            throw RefusedException.forbidden("Access denied");
        }
    }

    private void record(Caller caller, String action, String subject, String result) {
        audit.record(
                new AuditEntry(
                        Instant.now().truncatedTo(ChronoUnit.MICROS),
                        caller.name(),
                        caller.door(),
                        action,
                        subject,
                        result));
    }
}

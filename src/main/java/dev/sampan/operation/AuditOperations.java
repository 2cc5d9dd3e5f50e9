package dev.sampan.operation;

import dev.sampan.account.AuditEntry;
import dev.sampan.account.AuditLog;
import dev.sampan.account.Permission;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/** Who did what, of all users and apps. */
@Service
public final class AuditOperations {

    private static final int SHOWN = 100;
    private static final long LOOK_EVERY_MILLIS = 1000;

    private final Guard guard;
    private final AuditLog audit;

    AuditOperations(Guard guard, AuditLog audit) {
        this.guard = guard;
        this.audit = audit;
    }

    /** The last entries, the oldest first. */
    public List<AuditEntry> last(Caller caller) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "events",
                () -> entries(audit.lastNumbered(SHOWN)));
    }

    /** The last entries, and each new one as it is written, until the thread is interrupted. */
    public void follow(Caller caller, Consumer<AuditEntry> sink) throws InterruptedException {
        List<AuditLog.Numbered> seen =
                guard.view(
                        caller,
                        Guard.PLATFORM,
                        Permission.ADMINISTER,
                        "events",
                        () -> audit.lastNumbered(SHOWN));
        long last = 0;
        while (true) {
            entries(seen).forEach(sink);
            last = seen.isEmpty() ? last : seen.getLast().id();
            Thread.sleep(LOOK_EVERY_MILLIS);
            seen = audit.after(last);
        }
    }

    private static List<AuditEntry> entries(List<AuditLog.Numbered> numbered) {
        return numbered.stream().map(AuditLog.Numbered::entry).toList();
    }
}

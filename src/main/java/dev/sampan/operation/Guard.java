package dev.sampan.operation;

import dev.sampan.account.AuditEntry;
import dev.sampan.account.AuditLog;
import dev.sampan.account.Grants;
import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Stands before every operation: it checks what the caller may do, and writes down what was done. */
@Component
final class Guard {

    /** No single app: all of them, or none. */
    static final Optional<AppName> PLATFORM = Optional.empty();

    private final AuditLog audit;
    private final Grants grants;

    Guard(AuditLog audit, Grants grants) {
        this.audit = audit;
        this.grants = grants;
    }

    /** Lets a caller look at an app. */
    <T> T view(Caller caller, AppName app, String action, Supplier<T> work) {
        return view(caller, Optional.of(app), Permission.VIEW, action, work);
    }

    /** Lets a caller look at an app, or at settings of all apps, which every user may see. */
    <T> T view(Caller caller, Optional<AppName> app, String action, Supplier<T> work) {
        Permission permission = app.isPresent() ? Permission.VIEW : Permission.COMMON;
        return view(caller, app, permission, action, work);
    }

    /** Lets a caller look at something of an app that not every viewer may see. */
    <T> T view(Caller caller, AppName app, Permission permission, String action, Supplier<T> work) {
        return view(caller, Optional.of(app), permission, action, work);
    }

    /** Lets a caller look at something that not every user may see. */
    <T> T view(
            Caller caller,
            Optional<AppName> app,
            Permission permission,
            String action,
            Supplier<T> work) {
        check(caller, app, permission, action, app.map(AppName::value).orElse(""));
        return work.get();
    }

    /** Those of these apps that a caller may look at. */
    List<AppName> visible(Caller caller, List<AppName> apps) {
        if (caller.role().allows(Permission.VIEW)) {
            return apps;
        }
        Set<AppName> given = grants.ofUser(caller.user()).keySet();
        return apps.stream().filter(given::contains).toList();
    }

    boolean mayView(Caller caller, AppName app) {
        return allows(caller, Optional.of(app), Permission.VIEW);
    }

    /** Lets a caller change an app. */
    <T, E extends Exception> T change(
            Caller caller,
            AppName app,
            Permission permission,
            String action,
            Object subject,
            Work<T, E> work)
            throws E {
        return change(caller, Optional.of(app), permission, action, subject, work);
    }

    /** Lets a caller change something; what was done, or why not, stands in the audit log afterwards. */
    <T, E extends Exception> T change(
            Caller caller,
            Optional<AppName> app,
            Permission permission,
            String action,
            Object subject,
            Work<T, E> work)
            throws E {
        check(caller, app, permission, action, subject.toString());
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

    /** Refuses, and writes down, what a caller may not do with a further app. */
    void check(
            Caller caller,
            Optional<AppName> app,
            Permission permission,
            String action,
            String subject) {
        if (!allows(caller, app, permission)) {
            record(caller, action, subject, "denied");
            throw RefusedException.forbidden("Access denied");
        }
    }

    boolean allows(Caller caller, Optional<AppName> app, Permission permission) {
        return caller.role().allows(permission)
                || app.flatMap(name -> grants.of(caller.user(), name))
                        .filter(role -> role.allows(permission))
                        .isPresent();
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

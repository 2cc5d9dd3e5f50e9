package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What callers may do, for front doors that offer no more than that; every operation asks again. */
@Component
public final class Rights {

    private final Guard guard;

    Rights(Guard guard) {
        this.guard = guard;
    }

    /**
     * The most that a caller may do.
     *
     * @param app with which app; empty for all of them
     */
    public Permission of(Caller caller, Optional<AppName> app) {
        return Arrays.stream(Permission.values())
                .filter(permission -> guard.allows(caller, app, permission))
                .reduce(Permission.COMMON, (_, more) -> more);
    }

    /**
     * Refuses a page that offers what the caller may not do with all apps.
     *
     * @param action what the page is about, for the audit log
     */
    public void require(Caller caller, Permission permission, String action) {
        guard.check(caller, Guard.PLATFORM, permission, action, "");
    }
}

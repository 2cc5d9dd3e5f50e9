package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Settings;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** What somebody set under a name that means nothing here. It is kept, so that reports give it back; nothing reads it. */
@Service
public final class NotedOperations {

    private static final String SCOPE = "noted";
    private static final int LONGEST = 20_000;

    private final Guard guard;
    private final Settings settings;

    NotedOperations(Guard guard, Settings settings) {
        this.guard = guard;
        this.settings = settings;
    }

    /** What is set for an app itself, or for all apps, by name. */
    public Map<String, String> of(Caller caller, Optional<AppName> app, String action) {
        return guard.view(caller, app, action, () -> settings.of(SCOPE, app));
    }

    /**
     * Keeps what somebody set for an app, or for all apps; empty forgets it.
     *
     * @throws RefusedException when it has more than 20,000 characters
     */
    public void set(
            Caller caller,
            Optional<AppName> app,
            String action,
            String name,
            Optional<String> value) {
        if (value.filter(text -> text.length() > LONGEST).isPresent()) {
            throw RefusedException.invalid(
                    "The value of '%s' has more than %d characters".formatted(name, LONGEST));
        }
        guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                action,
                app.map(AppName::value).orElse("--global") + " " + name,
                () -> settings.set(SCOPE, app, name, value));
    }
}

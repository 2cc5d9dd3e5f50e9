package dev.sampan.app;

import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Which process types of an app are asked whether they are healthy before they serve, and how the old ones go. */
@Service
@Transactional
public class CheckSettings {

    private static final String SCOPE = "checks";
    private static final String WAIT_TO_RETIRE = "wait-to-retire";
    private static final int LONGEST = 86_400;

    private final Settings settings;

    CheckSettings(Settings settings) {
        this.settings = settings;
    }

    /** What is not done for some process types. */
    public enum Omission {
        /** New processes are started after the old ones have been stopped, and not asked. */
        DISABLED,
        /** New processes serve as soon as they are started. */
        SKIPPED
    }

    /** The process types that this is left out for. */
    @Transactional(readOnly = true)
    public ProcessTypes types(AppName app, Omission omission) {
        return settings.get(SCOPE, Optional.of(app), name(omission))
                .map(ProcessTypes::parse)
                .orElse(ProcessTypes.NONE);
    }

    /** Whether new processes of a type are started after the old ones have been stopped. */
    @Transactional(readOnly = true)
    public boolean stopsFirst(AppName app, ProcessType type) {
        return types(app, Omission.DISABLED).contains(type);
    }

    /** Whether processes of a type are asked whether they are healthy before they serve. */
    @Transactional(readOnly = true)
    public boolean asks(AppName app, ProcessType type) {
        return !stopsFirst(app, type) && !types(app, Omission.SKIPPED).contains(type);
    }

    /** Leaves it out for these types, and the other one not. */
    public void leaveOut(AppName app, Omission omission, ProcessTypes types) {
        for (Omission each : Omission.values()) {
            set(
                    app,
                    each,
                    each == omission
                            ? types(app, each).with(types)
                            : types(app, each).without(types));
        }
    }

    /** Leaves out nothing for these types. */
    public void enable(AppName app, ProcessTypes types) {
        for (Omission each : Omission.values()) {
            set(app, each, types(app, each).without(types));
        }
    }

    /** How long requests of replaced processes may go on, as it is set for an app itself or for all apps. */
    @Transactional(readOnly = true)
    public Optional<Duration> waitToRetire(Optional<AppName> app) {
        return settings.get(SCOPE, app, WAIT_TO_RETIRE)
                .map(text -> Duration.ofSeconds(Integer.parseInt(text)));
    }

    /** What holds for an app, if anything is set. */
    @Transactional(readOnly = true)
    public Optional<Duration> effectiveWaitToRetire(AppName app) {
        return waitToRetire(Optional.of(app)).or(() -> waitToRetire(Optional.empty()));
    }

    /**
     * Sets it, in seconds; empty forgets it.
     *
     * @throws RefusedException when it is no number up to a day
     */
    public void setWaitToRetire(Optional<AppName> app, Optional<String> seconds) {
        seconds.ifPresent(CheckSettings::requireSeconds);
        var _ = settings.set(SCOPE, app, WAIT_TO_RETIRE, seconds);
    }

    private static void requireSeconds(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > LONGEST) {
            throw RefusedException.invalid(
                    "'%s' is no time for wait-to-retire. Say seconds, 0 to %d"
                            .formatted(Excerpt.of(text), LONGEST));
        }
    }

    private void set(AppName app, Omission omission, ProcessTypes types) {
        var _ =
                settings.set(
                        SCOPE,
                        Optional.of(app),
                        name(omission),
                        types.equals(ProcessTypes.NONE)
                                ? Optional.empty()
                                : Optional.of(types.toString()));
    }

    private static String name(Omission omission) {
        return omission == Omission.DISABLED ? "disabled-list" : "skipped-list";
    }
}

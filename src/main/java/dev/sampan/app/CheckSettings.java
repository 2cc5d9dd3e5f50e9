package dev.sampan.app;

import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Which process types of an app are asked whether they are healthy before they serve, how, and how the old ones go. */
@Service
@Transactional
public class CheckSettings {

    private static final String SCOPE = "checks";

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

    /** What is set for an app itself, or for all apps. */
    @Transactional(readOnly = true)
    public Optional<Integer> get(Optional<AppName> app, CheckProperty property) {
        return settings.get(SCOPE, app, property.word()).map(Integer::valueOf);
    }

    /** What holds for an app, if anything is set. */
    @Transactional(readOnly = true)
    public Optional<Integer> effective(AppName app, CheckProperty property) {
        return get(Optional.of(app), property).or(() -> get(Optional.empty(), property));
    }

    /** A time that holds for an app, if any is set. */
    @Transactional(readOnly = true)
    public Optional<Duration> time(AppName app, CheckProperty property) {
        return effective(app, property).map(Duration::ofSeconds);
    }

    /**
     * Sets it for an app, or for all apps; empty forgets what was set there.
     *
     * @throws RefusedException when it is no number within the bounds
     */
    public void set(Optional<AppName> app, CheckProperty property, Optional<String> value) {
        var _ = settings.set(SCOPE, app, property.word(), value.map(property::check));
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

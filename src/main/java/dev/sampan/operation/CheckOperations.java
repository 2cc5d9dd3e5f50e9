package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.CheckProperty;
import dev.sampan.app.CheckSettings;
import dev.sampan.app.CheckSettings.Omission;
import dev.sampan.app.ProcessTypes;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.SchedulerProperties;
import dev.sampan.scheduler.Slot;
import dev.sampan.scheduler.UnhealthyException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Whether and how processes are asked whether they are healthy before they serve. */
@Service
public final class CheckOperations {

    private final Guard guard;
    private final Apps apps;
    private final CheckSettings settings;
    private final Scheduler scheduler;
    private final SchedulerProperties properties;

    CheckOperations(
            Guard guard,
            Apps apps,
            CheckSettings settings,
            Scheduler scheduler,
            SchedulerProperties properties) {
        this.guard = guard;
        this.apps = apps;
        this.settings = settings;
        this.scheduler = scheduler;
        this.properties = properties;
    }

    /**
     * What holds for an app, or for all.
     *
     * @param disabled the types whose old processes are stopped first
     * @param skipped the types that are not asked
     * @param values everything that can be set
     */
    public record Checks(
            ProcessTypes disabled, ProcessTypes skipped, Map<CheckProperty, Value> values) {}

    /**
     * A setting of checks.
     *
     * @param own what is set for the app
     * @param global what is set for all apps
     * @param effective what holds
     */
    public record Value(Optional<Integer> own, Optional<Integer> global, long effective) {}

    public Checks of(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller,
                app,
                "checks:report",
                () -> {
                    Map<CheckProperty, Value> values = new EnumMap<>(CheckProperty.class);
                    for (CheckProperty property : CheckProperty.values()) {
                        values.put(property, value(app, property));
                    }
                    return new Checks(
                            types(app, Omission.DISABLED), types(app, Omission.SKIPPED), values);
                });
    }

    private Value value(Optional<AppName> app, CheckProperty property) {
        Optional<Integer> own = app.flatMap(name -> settings.get(Optional.of(name), property));
        Optional<Integer> global = settings.get(Optional.empty(), property);
        return new Value(
                own,
                global,
                own.or(() -> global).map(Integer::longValue).orElse(standard(property)));
    }

    private long standard(CheckProperty property) {
        return switch (property) {
            case WAIT_TO_RETIRE -> properties.drain().toSeconds();
            case WAIT -> 0;
            case TIMEOUT -> properties.startupTimeout().toSeconds();
            case ATTEMPTS -> 1;
            case DEFAULT_WAIT -> properties.workerUptime().toSeconds();
        };
    }

    private ProcessTypes types(Optional<AppName> app, Omission omission) {
        return app.map(name -> settings.types(name, omission)).orElse(ProcessTypes.NONE);
    }

    /** Sets something about the checks of an app, or of all; empty forgets it. The next start is the first that sees it. */
    public void set(
            Caller caller, Optional<AppName> app, CheckProperty property, Optional<String> value) {
        guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                "checks:set",
                "%s %s".formatted(app.map(AppName::value).orElse("all apps"), property.word()),
                () -> {
                    settings.set(app, property, value);
                    return property;
                });
    }

    /** Leaves something out for process types of an app, from the next start on. */
    public void leaveOut(Caller caller, AppName app, Omission omission, ProcessTypes types) {
        change(
                caller,
                app,
                omission == Omission.DISABLED ? "checks:disable" : "checks:skip",
                () -> settings.leaveOut(app, omission, types));
    }

    /** Leaves nothing out for process types of an app, from the next start on. */
    public void enable(Caller caller, AppName app, ProcessTypes types) {
        change(caller, app, "checks:enable", () -> settings.enable(app, types));
    }

    private void change(Caller caller, AppName app, String action, Runnable work) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                action,
                app,
                () -> {
                    work.run();
                    return app;
                });
    }

    /** What processes said to the checks.
     *
     * @param asked the processes, by dyno
     * @param warnings what does not hold and need not
     */
    public record Outcome(List<String> asked, List<String> warnings) {}

    /**
     * Asks the running processes of an app now.
     *
     * @throws RefusedException when one of them is not healthy, or none runs
     */
    public Outcome run(Caller caller, AppName app, ProcessTypes types) throws InterruptedException {
        Work<Outcome, InterruptedException> work =
                () -> {
                    apps.require(app);
                    return ask(app, types);
                };
        return guard.change(caller, app, Permission.DEPLOY, "checks:run", app, work);
    }

    private Outcome ask(AppName app, ProcessTypes types) throws InterruptedException {
        Map<Slot, Release> wanted = scheduler.wanted(app);
        Map<Release, List<Instance>> byRelease = new LinkedHashMap<>();
        List<String> asked = new ArrayList<>();
        for (Instance instance : scheduler.current(app)) {
            Release release = wanted.get(instance.slot());
            if (release != null && types.contains(instance.slot().process())) {
                byRelease.computeIfAbsent(release, _ -> new ArrayList<>()).add(instance);
                asked.add(instance.dyno());
            }
        }
        if (asked.isEmpty()) {
            throw RefusedException.conflict(
                    "No process of app '%s' runs that could be asked".formatted(app));
        }
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<Release, List<Instance>> some : byRelease.entrySet()) {
            try {
                warnings.addAll(scheduler.awaitHealthy(some.getKey(), some.getValue()));
            } catch (UnhealthyException e) {
                throw RefusedException.conflict(
                        "%d failed checks of app '%s': %s"
                                .formatted(e.failures().size(), app, e.getMessage()));
            }
        }
        return new Outcome(asked, warnings);
    }
}

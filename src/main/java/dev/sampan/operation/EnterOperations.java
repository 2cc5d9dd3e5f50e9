package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Excerpt;
import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import dev.sampan.container.Console;
import dev.sampan.container.ContainerId;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.OneOffs;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.Terminals;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/** Lets people into the running containers of apps. */
@Service
public final class EnterOperations {

    /** The better shell of an image, if it has two. */
    private static final String SHELL =
            "if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi";

    private final Guard guard;
    private final Apps apps;
    private final Scheduler scheduler;
    private final OneOffs oneOffs;
    private final Terminals terminals;

    EnterOperations(
            Guard guard, Apps apps, Scheduler scheduler, OneOffs oneOffs, Terminals terminals) {
        this.guard = guard;
        this.apps = apps;
        this.scheduler = scheduler;
        this.oneOffs = oneOffs;
        this.terminals = terminals;
    }

    /** Which container of an app is meant. */
    public sealed interface Target {

        /** The first web process, or the first of all when there is none. */
        record First() implements Target {}

        /** A process by its name, `web.2`, or the first of a type, `web`. */
        record Named(String name) implements Target {}

        /** A container, by its id or the part of it that `ps:report` shows. */
        record Id(String id) implements Target {}
    }

    /**
     * Runs a program in a running container, with the container's user, environment and limits; it ends when the calling thread is
     * interrupted.
     *
     * @param command the program and its arguments, or one line for a shell; empty for a shell
     * @return its exit code
     */
    public int enter(
            Caller caller, AppName app, Target target, List<String> command, Console console)
            throws InterruptedException {
        Work<Integer, InterruptedException> work =
                () -> {
                    apps.require(app);
                    return terminals.enter(find(app, target), arguments(command), console);
                };
        return guard.change(caller, app, Permission.DEPLOY, "enter", app, work);
    }

    private static List<String> arguments(List<String> command) {
        if (command.isEmpty()) {
            return List.of("/bin/sh", "-c", SHELL);
        }
        boolean line = command.size() == 1 && command.getFirst().contains(" ");
        return line ? List.of("/bin/sh", "-c", command.getFirst()) : command;
    }

    private ContainerId find(AppName app, Target target) {
        return switch (target) {
            case Target.First _ ->
                    best(app, instance -> instance.slot().process().equals(ProcessType.WEB))
                            .or(() -> best(app, _ -> true))
                            .orElseThrow(
                                    () ->
                                            RefusedException.conflict(
                                                    "App %s is not running".formatted(app)));
            case Target.Named process ->
                    best(
                                    app,
                                    instance ->
                                            instance.dyno().equals(process.name())
                                                    || instance.slot()
                                                            .process()
                                                            .value()
                                                            .equals(process.name()))
                            .orElseThrow(() -> missing(app, "process", process.name()));
            case Target.Id id ->
                    all(app).filter(known -> names(known.value(), id.id()))
                            .findFirst()
                            .orElseThrow(() -> missing(app, "container", id.id()));
        };
    }

    /** One that serves, before others. */
    private Optional<ContainerId> best(AppName app, Predicate<Instance> wanted) {
        return scheduler.instances(app).stream()
                .filter(instance -> instance.state() != Instance.State.EXITED)
                .filter(wanted)
                .min(
                        Comparator.comparing(
                                        (Instance instance) ->
                                                instance.state() != Instance.State.UP)
                                .thenComparing(Instance::dyno))
                .map(instance -> instance.container().id());
    }

    private Stream<ContainerId> all(AppName app) {
        return Stream.concat(
                scheduler.instances(app).stream().map(instance -> instance.container().id()),
                oneOffs.of(app).stream().map(oneOff -> oneOff.id()));
    }

    private static boolean names(String id, String said) {
        return id.equals(said) || id.substring(id.lastIndexOf('-') + 1).equals(said);
    }

    private static RefusedException missing(AppName app, String kind, String name) {
        return RefusedException.notFound(
                "App '%s' runs no %s '%s'. `ps:report %s` shows what runs"
                        .formatted(app, kind, Excerpt.of(name), app));
    }
}

package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.EnvVars;
import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.container.Console;
import dev.sampan.container.ContainerExit;
import dev.sampan.deploy.DetachedRuns;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.Terminals;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Commands that people run in containers of their own, with image, config and limits of the app. */
@Service
public final class RunOperations {

    private static final Duration LONGEST = Duration.ofHours(24);

    private final Guard guard;
    private final Apps apps;
    private final Releases releases;
    private final Scheduler scheduler;
    private final Terminals terminals;
    private final DetachedRuns runs;

    RunOperations(
            Guard guard,
            Apps apps,
            Releases releases,
            Scheduler scheduler,
            Terminals terminals,
            DetachedRuns runs) {
        this.guard = guard;
        this.apps = apps;
        this.releases = releases;
        this.scheduler = scheduler;
        this.terminals = terminals;
        this.runs = runs;
    }

    /**
     * A command to run.
     *
     * @param app whose image, config and limits it gets
     * @param command a line for the app's shell, or the name of a process type
     * @param env further vars, before those of the config
     * @param longest after which it is ended; empty for a day
     */
    public record Order(
            AppName app, String command, Map<String, String> env, Optional<Duration> longest) {

        /** Without the values of its variables, which are secrets. */
        @Override
        public String toString() {
            return "Order[%s, env=%s]".formatted(app, env.keySet());
        }
    }

    /**
     * Runs a command to its end, its output as it comes; it ends when the calling thread is interrupted.
     *
     * @return its exit code; 1 when nobody knows it
     */
    public int run(Caller caller, Order order, OutputStream output) throws InterruptedException {
        Work<ContainerExit, InterruptedException> work =
                () -> {
                    Release release = release(order);
                    return scheduler.runOnce(
                            release,
                            DetachedRuns.TYPE,
                            command(release, order),
                            order.longest().orElse(LONGEST),
                            output);
                };
        return code(guard.change(caller, order.app(), Permission.DEPLOY, "run", order.app(), work));
    }

    /**
     * Runs a command at the terminal of somebody; it ends when the calling thread is interrupted.
     *
     * @return its exit code; 1 when nobody knows it
     */
    public int run(Caller caller, Order order, Console console) throws InterruptedException {
        Work<ContainerExit, InterruptedException> work =
                () -> {
                    Release release = release(order);
                    Map<String, String> term =
                            Map.of("TERM", console.terminal().orElseThrow().type());
                    return terminals.run(
                            order.env().containsKey("TERM") ? release : release.with(term),
                            DetachedRuns.TYPE,
                            command(release, order),
                            order.longest().orElse(LONGEST),
                            console);
                };
        return code(guard.change(caller, order.app(), Permission.DEPLOY, "run", order.app(), work));
    }

    private static int code(ContainerExit exit) {
        return exit.exitCode() == ContainerExit.UNKNOWN ? 1 : exit.exitCode();
    }

    /** Starts a command in the background; what it says stands in the app's log. */
    public DetachedRuns.Run start(Caller caller, Order order) {
        return guard.change(
                caller,
                order.app(),
                Permission.DEPLOY,
                "run:detached",
                order.app(),
                () -> {
                    Release release = release(order);
                    return runs.start(
                            release, command(release, order), order.longest().orElse(LONGEST));
                });
    }

    /** The commands of an app that run in the background, the oldest first. */
    public List<DetachedRuns.Run> list(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                Permission.DEPLOY,
                "run:list",
                () -> {
                    apps.require(app);
                    return runs.of(app);
                });
    }

    /** Ends one of them, or all; gives those that were ended. */
    public List<DetachedRuns.Run> stop(Caller caller, AppName app, Optional<String> name) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "run:stop",
                app,
                () -> {
                    apps.require(app);
                    List<DetachedRuns.Run> ended = runs.stop(app, name.orElse(""));
                    if (ended.isEmpty() && name.isPresent()) {
                        throw RefusedException.notFound(
                                "App '%s' runs no '%s'. `run:list` names what runs"
                                        .formatted(app, Excerpt.of(name.get())));
                    }
                    return ended;
                });
    }

    private Release release(Order order) {
        apps.require(order.app());
        return releases.current(order.app())
                .orElseThrow(
                        () ->
                                RefusedException.conflict(
                                        "App %s has not been deployed".formatted(order.app())))
                .with(EnvVars.of(order.env()).values());
    }

    private static String command(Release release, Order order) {
        return release.processTypes().getOrDefault(order.command(), order.command());
    }
}

package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Releases;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.ReleaseSplits;
import dev.sampan.operation.SplitStatus.ReleaseShare;
import dev.sampan.router.ShareTotals;
import dev.sampan.scheduler.Scheduler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Service;

/** Several releases of an app that serve at the same time. */
@Service
public final class SplitOperations {

    private static final String ACTION = "releases:split";

    private final Guard guard;
    private final Apps apps;
    private final Releases releases;
    private final Splits splits;
    private final ReleaseSplits control;
    private final Scheduler scheduler;

    SplitOperations(
            Guard guard,
            Apps apps,
            Releases releases,
            Splits splits,
            ReleaseSplits control,
            Scheduler scheduler) {
        this.guard = guard;
        this.apps = apps;
        this.releases = releases;
        this.splits = splits;
        this.control = control;
        this.scheduler = scheduler;
    }

    /** Which releases serve, and what the router counted of each. */
    public SplitStatus of(Caller caller, AppName app) {
        return guard.view(caller, app, ACTION, () -> status(app));
    }

    /**
     * Divides the requests of an app, as {@link ReleaseSplits#split} says; a single release with 100 percent serves alone.
     *
     * @param shares the base first
     * @param abortErrors above how many percent of errors a canary is left out, 0 for never; empty leaves it as it was
     */
    public void split(
            Caller caller,
            AppName app,
            List<Split.Share> shares,
            OptionalInt abortErrors,
            DeployLog log)
            throws InterruptedException {
        change(
                caller,
                app,
                () -> {
                    apps.require(app);
                    if (shares.size() == 1 && shares.getFirst().percent() == 100) {
                        control.end(app, OptionalInt.of(shares.getFirst().release()), log);
                    } else {
                        control.split(app, new Split(shares, threshold(app, abortErrors)), log);
                    }
                    return app;
                });
    }

    private Optional<Integer> threshold(AppName app, OptionalInt wanted) {
        return wanted.isPresent()
                ? Optional.of(wanted.getAsInt()).filter(percent -> percent != 0)
                : splits.of(app).flatMap(Split::abortErrors);
    }

    /**
     * Lets one release of a split serve alone.
     *
     * @param release its number; empty for the base
     */
    public void end(Caller caller, AppName app, OptionalInt release, DeployLog log)
            throws InterruptedException {
        change(
                caller,
                app,
                () -> {
                    apps.require(app);
                    control.end(app, release, log);
                    return app;
                });
    }

    /** Changes above how many percent of errors a canary is left out; empty for never. */
    public void setAbortErrors(Caller caller, AppName app, Optional<Integer> percent)
            throws InterruptedException {
        change(
                caller,
                app,
                () -> {
                    apps.require(app);
                    control.setAbortErrors(app, percent);
                    return app;
                });
    }

    /** Lets the next deploy have a part of the requests only; empty for all of them. */
    public void setNext(Caller caller, AppName app, Optional<Splits.Next> next)
            throws InterruptedException {
        change(
                caller,
                app,
                () -> {
                    apps.require(app);
                    control.setNext(app, next);
                    return app;
                });
    }

    private void change(Caller caller, AppName app, Work<AppName, InterruptedException> work)
            throws InterruptedException {
        guard.change(caller, app, Permission.DEPLOY, ACTION, app, work);
    }

    private SplitStatus status(AppName app) {
        Releases.Serving serving = releases.serving(app);
        if (serving.split().isEmpty()) {
            List<ReleaseShare> alone =
                    serving.current().isPresent()
                            ? List.of(new ReleaseShare(serving.current().getAsInt(), 100, 0, 0))
                            : List.of();
            return new SplitStatus(alone, Optional.empty(), serving.next());
        }
        Split split = serving.split().get();
        Map<Integer, ShareTotals> totals = scheduler.shareTotals(app);
        return new SplitStatus(
                split.shares().stream()
                        .map(
                                share -> {
                                    ShareTotals counted =
                                            totals.getOrDefault(share.release(), ShareTotals.NONE);
                                    return new ReleaseShare(
                                            share.release(),
                                            share.percent(),
                                            counted.requests(),
                                            counted.errors());
                                })
                        .toList(),
                split.abortErrors(),
                Optional.empty());
    }
}

package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Limits;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Service;

/** The containers of apps as the host sees them. */
@Service
public final class InspectOperations {

    private final Guard guard;
    private final Apps apps;
    private final Scheduler scheduler;
    private final Limits limits;

    InspectOperations(Guard guard, Apps apps, Scheduler scheduler, Limits limits) {
        this.guard = guard;
        this.apps = apps;
        this.scheduler = scheduler;
        this.limits = limits;
    }

    /** The containers of an app, by dyno; those that are replaced, too. */
    public List<ContainerView> of(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                Permission.DEPLOY,
                "ps:inspect",
                () -> {
                    apps.require(app);
                    return scheduler.instances(app).stream()
                            .map(this::view)
                            .sorted(
                                    Comparator.comparing(ContainerView::dyno)
                                            .thenComparing(ContainerView::startedAt))
                            .toList();
                });
    }

    private ContainerView view(Instance instance) {
        return new ContainerView(
                instance.container().id().value(),
                instance.dyno(),
                switch (instance.state()) {
                    case STARTING -> "starting";
                    case UP -> "running";
                    case DRAINING -> "draining";
                    case EXITED -> "exited";
                },
                instance.container().pid(),
                instance.startedAt(),
                instance.address().getHostAddress(),
                instance.port(),
                instance.release(),
                limits.effective(instance.app(), instance.slot().process()),
                instance.container().labels());
    }
}

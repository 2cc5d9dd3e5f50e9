package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.DockerOption;
import dev.sampan.app.DockerOptions;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** What is added to the builds of apps that bring a Dockerfile; for the next push. */
@Service
public final class DockerOptionOperations {

    private final Guard guard;
    private final DockerOptions options;

    DockerOptionOperations(Guard guard, DockerOptions options) {
        this.guard = guard;
        this.options = options;
    }

    /** The options; the values of arguments are for those who deploy. */
    public List<DockerOption> of(Caller caller, AppName app) {
        List<DockerOption> all =
                guard.view(caller, app, "docker-options:report", () -> options.of(app));
        return guard.allows(caller, Optional.of(app), Permission.DEPLOY)
                ? all
                : all.stream().map(DockerOption::masked).toList();
    }

    /**
     * Adds an option.
     *
     * @return false when it is there already
     */
    public boolean add(Caller caller, AppName app, DockerOption option) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "docker-options:add",
                app,
                () -> options.add(app, option));
    }

    /**
     * Takes an option away.
     *
     * @return false when there is none
     */
    public boolean remove(Caller caller, AppName app, DockerOption option) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "docker-options:remove",
                app,
                () -> options.remove(app, option));
    }

    /** Takes all away. */
    public void clear(Caller caller, AppName app) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "docker-options:clear",
                app,
                () -> {
                    options.clear(app);
                    return app;
                });
    }
}

package dev.sampan.deploy;

import dev.sampan.app.AppCopies;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import dev.sampan.git.SourceRepositories;
import dev.sampan.host.SampanHome;
import dev.sampan.scheduler.Scheduler;

import org.springframework.stereotype.Service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes an app like another: its settings, its source and the image that serves, which is not built again. */
@Service
public class AppDuplicator {

    private final Apps apps;
    private final AppCopies copies;
    private final SourceRepositories repositories;
    private final Deployer deployer;
    private final ProcessControl processes;
    private final Scheduler scheduler;
    private final SampanHome home;

    AppDuplicator(
            Apps apps,
            AppCopies copies,
            SourceRepositories repositories,
            Deployer deployer,
            ProcessControl processes,
            Scheduler scheduler,
            SampanHome home) {
        this.apps = apps;
        this.copies = copies;
        this.repositories = repositories;
        this.deployer = deployer;
        this.processes = processes;
        this.scheduler = scheduler;
        this.home = home;
    }

    /**
     * Makes the app. When it does not come to traffic, it is removed again.
     *
     * @param deploy whether it is started at once
     * @throws RefusedException when there is such an app already
     */
    public void copy(AppName from, AppName to, boolean deploy, String by, DeployLog log)
            throws InterruptedException {
        apps.require(from);
        apps.create(to);
        boolean done = false;
        try {
            copies.copy(from, to);
            repositories.copy(from, to);
            if (deploy) {
                var _ = deployer.copy(from, to, by, log);
            }
            scheduler.refreshNetwork();
            scheduler.refreshRoutes();
            done = true;
        } finally {
            if (!done) {
                processes.destroy(to);
            }
        }
    }

    /**
     * Makes sure that nothing is lost when an app is removed after it was copied.
     *
     * @throws RefusedException when it has files of its own, which are not copied
     */
    public void requireMovable(AppName app) {
        Path volumes = home.resolve("apps", app.value(), "volumes");
        if (!Files.isDirectory(volumes)) {
            return;
        }
        try (var entries = Files.list(volumes)) {
            if (entries.findAny().isPresent()) {
                throw RefusedException.conflict(
                        "App '%s' has volumes, whose files cannot be given to an app of another name. Clone it with `apps:clone`, copy them yourself, and destroy the old one"
                                .formatted(app));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The volumes of app '%s' cannot be listed".formatted(app), e);
        }
    }

    /** Gives an app what only one can have: host names, ports, redirects, links to it. The router is told in one step. */
    public void move(AppName from, AppName to) {
        copies.move(from, to);
        scheduler.refreshNetwork();
        scheduler.refreshRoutes();
    }
}

package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.BranchName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.Release;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.Deployer;
import dev.sampan.git.CommitAuthor;
import dev.sampan.git.ImportedSource;
import dev.sampan.git.RepositoryRoom;
import dev.sampan.git.SourceImports;
import dev.sampan.git.SourceRepositories;
import dev.sampan.unit.DataSize;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** Source that comes without a push: as an archive, or from another repository. A failed deploy leaves nothing of it. */
@Service
public final class SourceOperations {

    private static final String MESSAGE = "Files of an archive";

    private final Guard guard;
    private final Apps apps;
    private final BuildSettings settings;
    private final SourceRepositories repositories;
    private final SourceImports imports;
    private final Deployer deployer;
    private final SourceSpace space;

    SourceOperations(
            Guard guard,
            Apps apps,
            BuildSettings settings,
            SourceRepositories repositories,
            SourceImports imports,
            Deployer deployer,
            SourceSpace space) {
        this.guard = guard;
        this.apps = apps;
        this.settings = settings;
        this.repositories = repositories;
        this.imports = imports;
        this.deployer = deployer;
        this.space = space;
    }

    /**
     * The branch that deploys an app.
     *
     * @param name its name
     * @param head its newest commit, 40 hex digits; empty when nothing has been pushed
     * @param subject the first line of that commit's message
     */
    public record Branch(String name, Optional<String> head, String subject) {}

    /** The branch that deploys an app, as it is now. */
    public Branch status(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "git:status",
                () -> {
                    apps.require(app);
                    String name = branch(app, Optional.empty());
                    return repositories
                            .find(app)
                            .flatMap(
                                    source ->
                                            source.head(name)
                                                    .map(
                                                            head ->
                                                                    new Branch(
                                                                            name,
                                                                            Optional.of(head),
                                                                            source.subject(head))))
                            .orElse(new Branch(name, Optional.empty(), ""));
                });
    }

    /** The author of commits for which nobody named one. */
    public static CommitAuthor author(Caller caller) {
        return new CommitAuthor(caller.name(), "sampan@localhost");
    }

    /** Deploys the files of an archive that is sent: a tar, a tar.gz or a zip. */
    public Release archive(
            Caller caller, AppName app, InputStream archive, CommitAuthor author, DeployLog log)
            throws InterruptedException {
        return archive(
                caller,
                app,
                "Taking the files of the archive",
                branch -> imports.archive(app, archive, branch, author, MESSAGE, count(app)),
                log);
    }

    /** Deploys the files of an archive that is fetched from an address of the web. */
    public Release archive(
            Caller caller, AppName app, URI archive, CommitAuthor author, DeployLog log)
            throws InterruptedException {
        return archive(
                caller,
                app,
                "Fetching the archive",
                branch -> imports.archive(app, archive, branch, author, MESSAGE, count(app)),
                log);
    }

    /** Makes a commit on a branch. */
    private interface Import {
        ImportedSource into(String branch) throws InterruptedException;
    }

    private Release archive(Caller caller, AppName app, String step, Import source, DeployLog log)
            throws InterruptedException {
        Work<Release, InterruptedException> work =
                () -> {
                    apps.require(app);
                    log.step(step);
                    String branch = branch(app, Optional.empty());
                    return deploy(caller, app, branch, source.into(branch), log);
                };
        return guard.change(caller, app, Permission.DEPLOY, "git:from-archive", app, work);
    }

    /**
     * Fetches a commit from another repository into the deploy branch of an app, and deploys it when that is wanted.
     *
     * @return the release that was made; empty when nothing was deployed
     */
    public Optional<Release> sync(Caller caller, AppName app, SourceSync wanted, DeployLog log)
            throws InterruptedException {
        Work<Optional<Release>, InterruptedException> work =
                () -> {
                    apps.require(app);
                    return fetch(caller, app, wanted, log);
                };
        // The deploy key opens repositories to whoever may name one, so that one app is not enough.
        return guard.change(
                caller,
                Guard.PLATFORM,
                Permission.DEPLOY,
                "git:sync",
                app + " " + shorten(wanted.shown()),
                work);
    }

    private Optional<Release> fetch(Caller caller, AppName app, SourceSync wanted, DeployLog log)
            throws InterruptedException {
        String branch = branch(app, wanted.ref().filter(_ -> wanted.setsBranch()));
        log.step(
                "Fetching remote code for %s from %s#%s"
                        .formatted(app, wanted.shown(), wanted.ref().orElse("HEAD")));
        ImportedSource source = imports.fetch(app, wanted.repository(), wanted.ref(), count(app));
        boolean build =
                switch (wanted.build()) {
                    case ALWAYS -> true;
                    case IF_CHANGED -> source.changes(branch);
                    case NEVER -> false;
                };
        if (build) {
            return Optional.of(deploy(caller, app, branch, source, log));
        }
        try (source) {
            source.accept(branch);
            adopt(app, branch);
        }
        log.step(
                wanted.build() == SourceSync.Build.NEVER
                        ? "Branch %s of %s is at %s. Build it with `ps:rebuild`, or sync with --build"
                                .formatted(branch, app, source.commit().substring(0, 7))
                        : "Skipping build as no changes were detected");
        return Optional.empty();
    }

    /** The branch moves only when its commit serves, as with a push. */
    private Release deploy(
            Caller caller, AppName app, String branch, ImportedSource source, DeployLog log)
            throws InterruptedException {
        try (source) {
            Release release = deployer.deploy(app, source.commit(), caller.name(), log);
            source.accept(branch);
            adopt(app, branch);
            return release;
        }
    }

    private String branch(AppName app, Optional<String> ref) {
        return settings.deployBranch(app)
                .or(() -> ref.filter(name -> !name.matches("[0-9a-f]{40}")))
                .map(name -> BranchName.parse(name).value())
                .orElse(BuildSetting.DEPLOY_BRANCH.standard());
    }

    private void adopt(AppName app, String branch) {
        if (settings.deployBranch(app).isEmpty()) {
            apps.deployFrom(app, branch);
        }
    }

    private Function<DataSize, Optional<RepositoryRoom>> count(AppName app) {
        return size -> space.count(app, size);
    }

    private static String shorten(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200);
    }
}

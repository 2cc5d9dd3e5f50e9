package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.distribution.ManifestDocument;
import dev.sampan.distribution.Reference;
import dev.sampan.distribution.Referrer;
import dev.sampan.distribution.RepositoryContent;
import dev.sampan.image.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** What other engines pull: the images of an app, by those who may export them. */
@Service
public final class PullOperations {

    private static final String ACTION = "image-pull";

    private final Guard guard;
    private final Apps apps;
    private final RepositoryContent content;

    PullOperations(Guard guard, Apps apps, RepositoryContent content) {
        this.guard = guard;
        this.apps = apps;
        this.content = content;
    }

    /** A manifest or an index of an app. */
    public ManifestDocument manifest(Caller caller, AppName app, Reference reference) {
        return guard.view(
                caller,
                app,
                Permission.DEPLOY,
                ACTION,
                () -> {
                    apps.require(app);
                    return content.manifest(app, reference);
                });
    }

    /** The file of a layer or a configuration of an app; empty when it has none. */
    public Optional<Path> blob(Caller caller, AppName app, Digest digest) {
        return guard.view(
                caller,
                app,
                Permission.DEPLOY,
                ACTION,
                () -> {
                    apps.require(app);
                    return content.blob(app, digest);
                });
    }

    /** The tags of an app, in the order of their characters. */
    public List<String> tags(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                ACTION,
                () -> {
                    apps.require(app);
                    return content.tags(app);
                });
    }

    /**
     * The manifests of an app that are about another one. An app that does not exist has none: clients take a failure for
     * a registry that keeps no such lists.
     */
    public List<Referrer> referrers(Caller caller, AppName app, Digest subject) {
        return guard.view(
                caller,
                app,
                ACTION,
                () -> apps.exists(app) ? content.referrers(app, subject) : List.of());
    }
}

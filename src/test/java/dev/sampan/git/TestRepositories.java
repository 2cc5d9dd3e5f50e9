package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import dev.sampan.secret.TestSecrets;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Repositories of apps for tests of other modules. */
public final class TestRepositories {

    private final SourceRepositories repositories;
    private final SourceImports imports;

    public TestRepositories(Path home) {
        Binder binder =
                new Binder(
                        new MapConfigurationPropertySource(
                                Map.of("sampan.git.remote.private-networks", "true")));
        GitProperties properties = binder.bindOrCreate("sampan.git", GitProperties.class);
        RemoteSourceProperties bounds =
                binder.bindOrCreate("sampan.git.remote", RemoteSourceProperties.class);
        RemoteSources remote =
                new RemoteSources(
                        properties,
                        bounds,
                        SshHost.fetches(home),
                        new GitLogins(new SampanHome(home), TestSecrets.in(home)));
        repositories = new SourceRepositories(new SampanHome(home), properties);
        imports =
                new SourceImports(
                        repositories,
                        new GitService(repositories, properties),
                        remote,
                        new ArchiveDownload(remote, bounds),
                        properties);
    }

    /** Fetches the branch that a repository names, as branch `main`; gives its commit. */
    public String fetch(AppName app, URI from) {
        try (ImportedSource source =
                imports.fetch(app, from, Optional.empty(), _ -> Optional.empty())) {
            source.accept("main");
            return source.commit();
        }
    }

    public SourceRepository open(AppName app) {
        return repositories.open(app);
    }
}

package dev.sampan.git;

import dev.sampan.host.FolderTrees;
import dev.sampan.host.NamePin;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportConfigCallback;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The newest files of git repositories elsewhere, fetched without their history and within bounds. */
@Component
public final class RemoteSources {

    private static final int IDLE_SECONDS = 30;
    private static final String FETCHED = "refs/fetched";

    private final GitProperties properties;
    private final RemoteSourceProperties bounds;
    private final SshFetches ssh;
    private final GitLogins logins;

    RemoteSources(
            GitProperties properties,
            RemoteSourceProperties bounds,
            SshFetches ssh,
            GitLogins logins) {
        IsolatedSystemReader.install();
        this.properties = properties;
        this.bounds = bounds;
        this.ssh = ssh;
        this.logins = logins;
    }

    /**
     * Asks a host for its key, and knows it by that when source is fetched from it by SSH.
     *
     * @return the key's fingerprint
     * @throws SourceExportException when it does not answer, or may not be asked
     */
    public String allowHost(String host, int port) {
        try (var _ = checkAddress(URI.create("ssh://%s:%d/".formatted(host, port)))) {
            return ssh.allow(host, port);
        }
    }

    /** Refuses what is neither an address of the web nor one of SSH. */
    static void requireFetchable(URI repository) {
        if (!"ssh".equalsIgnoreCase(repository.getScheme()) || repository.getHost() == null) {
            ArchiveDownload.requireWeb(repository);
        }
    }

    /**
     * Writes the files of a branch or tag into a folder that does not exist yet. No login at a web address is used: whoever
     * may push an app can have any repository of the web written here, by naming it as a buildpack.
     *
     * @param repository its address, with http, https or ssh
     * @param ref a branch or tag; empty for the one that the repository names
     * @param uid the host's user and group id that all of it will belong to
     * @throws SourceExportException when it cannot be reached, is too large, or must not be written
     */
    public SourceTree export(URI repository, Optional<String> ref, Path into, int uid) {
        Path work = into.resolveSibling("." + into.getFileName() + ".git");
        try (var _ = checkAddress(repository)) {
            try (Repository local = create(work)) {
                FetchBounds watch = new FetchBounds(work, bounds.maxSize(), bounds.timeout());
                ObjectId commit = fetch(local, repository, ref, OptionalInt.of(1), watch, ssh::use);
                try (RevWalk walk = new RevWalk(local)) {
                    return new TreeExport(local, properties, into, OptionalInt.of(uid))
                            .write(walk.parseCommit(commit));
                }
            } finally {
                FolderTrees.delete(work);
            }
        } catch (IOException e) {
            throw failed(repository, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Fetches a commit with its history into the repository of an app, by way of one that is removed again.
     *
     * @param ref a branch, a tag or the id of a commit; empty for the branch that the repository names
     * @param room the most bytes that it may bring, besides the bounds of all
     */
    ObjectId fetchInto(Repository app, URI repository, Optional<String> ref, long room)
            throws IOException {
        Path folder = app.getDirectory().toPath();
        Path work = folder.resolveSibling("." + folder.getFileName() + ".fetched");
        FolderTrees.delete(work);
        try (var _ = checkAddress(repository);
                Repository local = create(work)) {
            // What the app has is not sent again.
            Files.writeString(
                    work.resolve("objects/info/alternates"), folder.resolve("objects") + "\n");
            DataSize most = DataSize.ofBytes(Math.min(room, bounds.maxSize().bytes()));
            FetchBounds watch = new FetchBounds(work, most, bounds.timeout());
            ObjectId commit =
                    ref.filter(ObjectId::isId).isPresent()
                            ? fetchCommit(local, repository, ref.get(), watch)
                            : fetch(
                                    local,
                                    repository,
                                    ref,
                                    OptionalInt.empty(),
                                    watch,
                                    this::logIn);
            try (Git git = new Git(app)) {
                git.fetch()
                        .setRemote(work.toUri().toString())
                        .setRefSpecs(new RefSpec("+" + FETCHED + ":" + FETCHED))
                        .setTagOpt(TagOpt.NO_TAGS)
                        .call();
            } catch (GitAPIException e) {
                throw failed(repository, String.valueOf(e.getMessage()), e);
            }
            RefUpdate passing = app.updateRef(FETCHED);
            passing.setForceUpdate(true);
            passing.delete();
            return commit;
        } finally {
            FolderTrees.delete(work);
        }
    }

    private static Repository create(Path folder) throws IOException {
        Repository local = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
        local.create(true);
        StoredConfig config = local.getConfig();
        // Another address than the one that was checked is never asked.
        config.setString("http", null, "followRedirects", "false");
        // It is deleted at once; nothing has to be tidied up, and no thread takes a lock in it to
        // find that out.
        config.setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
        config.setBoolean(
                ConfigConstants.CONFIG_GC_SECTION,
                null,
                ConfigConstants.CONFIG_KEY_AUTODETACH,
                false);
        config.save();
        return local;
    }

    private ObjectId fetch(
            Repository local,
            URI repository,
            Optional<String> ref,
            OptionalInt depth,
            FetchBounds watch,
            TransportConfigCallback prepare)
            throws IOException {
        @Nullable GitAPIException first = null;
        for (String name : candidates(ref)) {
            try (Git git = new Git(local)) {
                FetchCommand fetch =
                        git.fetch()
                                .setRemote(repository.toString())
                                .setRefSpecs(new RefSpec("+" + name + ":" + FETCHED))
                                .setTimeout(IDLE_SECONDS)
                                .setTransportConfigCallback(prepare)
                                .setProgressMonitor(watch);
                depth.ifPresent(fetch::setDepth);
                fetch.call();
                Ref fetched = local.exactRef(FETCHED);
                if (fetched != null) {
                    return commit(local, fetched);
                }
            } catch (GitAPIException e) {
                // What went wrong first says the most.
                first = first == null ? e : first;
            }
            watch.check();
        }
        throw failed(
                repository,
                first == null || first.getMessage() == null
                        ? "it has no branch or tag '%s'".formatted(ref.orElse(Constants.HEAD))
                        : String.valueOf(first.getMessage()),
                first);
    }

    private void logIn(Transport transport) {
        ssh.use(transport);
        logins.use(transport);
    }

    /** Servers give what their branches and tags lead to, not any commit by its id. */
    private ObjectId fetchCommit(Repository local, URI repository, String id, FetchBounds watch)
            throws IOException {
        try (Git git = new Git(local);
                RevWalk walk = new RevWalk(local)) {
            git.fetch()
                    .setRemote(repository.toString())
                    .setRefSpecs(
                            new RefSpec("+refs/heads/*:refs/all/heads/*"),
                            new RefSpec("+refs/tags/*:refs/all/tags/*"))
                    .setTimeout(IDLE_SECONDS)
                    .setTransportConfigCallback(this::logIn)
                    .setProgressMonitor(watch)
                    .call();
            ObjectId commit = walk.parseCommit(ObjectId.fromString(id)).copy();
            RefUpdate fetched = local.updateRef(FETCHED);
            fetched.setNewObjectId(commit);
            fetched.forceUpdate();
            return commit;
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw failed(repository, "it has no commit '%s'".formatted(id), e);
        } catch (GitAPIException e) {
            watch.check();
            throw failed(repository, String.valueOf(e.getMessage()), e);
        }
    }

    private static ObjectId commit(Repository local, Ref fetched) throws IOException {
        try (RevWalk walk = new RevWalk(local)) {
            return walk.parseCommit(fetched.getObjectId());
        }
    }

    private static List<String> candidates(Optional<String> ref) {
        List<String> names = new ArrayList<>();
        ref.ifPresentOrElse(
                name -> {
                    names.add(Constants.R_HEADS + name);
                    names.add(Constants.R_TAGS + name);
                },
                () -> names.add(Constants.HEAD));
        return names;
    }

    /**
     * Refuses what only this machine or its network reaches: nothing that an app's owner may have fetched.
     *
     * @return what keeps the addresses that were looked at until it is closed, when they matter: to be held during a fetch
     */
    @Nullable NamePin checkAddress(URI repository) {
        if (bounds.privateNetworks()) {
            return null;
        }
        if (repository.getHost() == null) {
            throw failed(repository, "what stands for its host is not a name of one", null);
        }
        try {
            NamePin pin = NamePin.hold(repository.getHost());
            if (pin.addresses().stream().anyMatch(NamePin::isPrivate)) {
                pin.close();
                throw failed(
                        repository,
                        "it is in a private network. Set sampan.git.remote.private-networks to"
                                + " allow that",
                        null);
            }
            return pin;
        } catch (UnknownHostException e) {
            throw failed(repository, "there is no host '%s'".formatted(repository.getHost()), e);
        }
    }

    /** An address as people may see it: without a password that stands in it. */
    static String shown(URI address) {
        String text = address.toString();
        String secret = address.getRawUserInfo();
        return secret == null ? text : text.replace(secret + "@", "");
    }

    private static SourceExportException failed(
            URI repository, String why, @Nullable Throwable cause) {
        return new SourceExportException(
                "The repository '%s' cannot be fetched: %s".formatted(shown(repository), why),
                cause);
    }
}

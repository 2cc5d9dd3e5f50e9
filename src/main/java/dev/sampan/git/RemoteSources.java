package dev.sampan.git;

import dev.sampan.host.FolderTrees;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The newest files of git repositories elsewhere, fetched without their history and within bounds. */
@Component
public final class RemoteSources {

    private static final int IDLE_SECONDS = 30;
    private static final String FETCHED = "refs/fetched";

    private final GitProperties properties;
    private final RemoteSourceProperties bounds;

    RemoteSources(GitProperties properties, RemoteSourceProperties bounds) {
        IsolatedSystemReader.install();
        this.properties = properties;
        this.bounds = bounds;
    }

    /**
     * Writes the files of a branch or tag into a folder that does not exist yet.
     *
     * @param repository its address, with http or https
     * @param ref a branch or tag; empty for the one that the repository names
     * @param uid the host's user and group id that all of it will belong to
     * @throws SourceExportException when it cannot be reached, is too large, or must not be written
     */
    public SourceTree export(URI repository, Optional<String> ref, Path into, int uid) {
        checkAddress(repository);
        Path work = into.resolveSibling("." + into.getFileName() + ".git");
        try {
            try (Repository local = create(work)) {
                ObjectId commit = fetch(local, repository, ref);
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

    private static Repository create(Path folder) throws IOException {
        Repository local = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
        local.create(true);
        StoredConfig config = local.getConfig();
        // Another address than the one that was checked is never asked.
        config.setString("http", null, "followRedirects", "false");
        // It is deleted at once; nothing has to be tidied up in the background.
        config.setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
        config.save();
        return local;
    }

    private ObjectId fetch(Repository local, URI repository, Optional<String> ref)
            throws IOException {
        FetchBounds watch =
                new FetchBounds(local.getDirectory().toPath(), bounds.maxSize(), bounds.timeout());
        @Nullable GitAPIException first = null;
        for (String name : candidates(ref)) {
            try (Git git = new Git(local)) {
                FetchCommand fetch =
                        git.fetch()
                                .setRemote(repository.toString())
                                .setRefSpecs(new RefSpec("+" + name + ":" + FETCHED))
                                .setDepth(1)
                                .setTimeout(IDLE_SECONDS)
                                .setProgressMonitor(watch);
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

    /** What only this machine or its network reaches is nothing that an app's owner may have fetched. */
    private void checkAddress(URI repository) {
        if (bounds.privateNetworks()) {
            return;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(repository.getHost())) {
                if (isPrivate(address)) {
                    throw failed(
                            repository,
                            "it is in a private network. Set sampan.git.remote.private-networks to allow that",
                            null);
                }
            }
        } catch (UnknownHostException e) {
            throw failed(repository, "there is no host '%s'".formatted(repository.getHost()), e);
        }
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        // Unique local addresses of IPv6, and those that providers share of IPv4.
        boolean local = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return local
                || shared
                || address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }

    private static SourceExportException failed(
            URI repository, String why, @Nullable Throwable cause) {
        return new SourceExportException(
                "The repository '%s' cannot be fetched: %s".formatted(repository, why), cause);
    }
}

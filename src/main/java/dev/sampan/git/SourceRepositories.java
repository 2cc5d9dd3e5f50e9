package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.SampanHome;

import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The bare repositories of the apps, one each, made on demand. */
@Component
public final class SourceRepositories {

    private final GitFiles files;
    private final GitProperties properties;

    /** Those in which nothing is left of pushes that a crash cut off. */
    private final Set<AppName> tidied = new HashSet<>();

    SourceRepositories(SampanHome home, GitProperties properties) {
        IsolatedSystemReader.install();
        this.files = new GitFiles(home);
        this.properties = properties;
    }

    /** The repository of an app, made when there is none. */
    public synchronized SourceRepository open(AppName app) {
        Path path = files.repository(app);
        try {
            if (!isRepository(path)) {
                create(app, path);
            }
            if (tidied.add(app)) {
                ReceivedPacks.removeUnfinished(path);
            }
        } catch (IOException e) {
            throw new GitException("The repository of app '%s' cannot be made".formatted(app), e);
        }
        return new SourceRepository(app, path, properties);
    }

    /** The repository of an app; empty when nothing was ever pushed to it. */
    public Optional<SourceRepository> find(AppName app) {
        Path path = files.repository(app);
        return isRepository(path)
                ? Optional.of(new SourceRepository(app, path, properties))
                : Optional.empty();
    }

    /** Gives an app without a repository a copy of another's; does nothing when that one has none. */
    public synchronized void copy(AppName from, AppName to) {
        Path source = files.repository(from);
        if (!isRepository(source)) {
            return;
        }
        Path unfinished = files.unfinished(to);
        try {
            FolderTrees.delete(unfinished);
            try (Stream<Path> paths = Files.walk(source)) {
                for (Path path : paths.sorted().toList()) {
                    Path copy = unfinished.resolve(source.relativize(path).toString());
                    if (!ReceivedPacks.isUnfinished(path)) {
                        Files.copy(path, copy, LinkOption.NOFOLLOW_LINKS);
                    }
                }
            }
            Files.move(unfinished, files.repository(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new GitException(
                    "The repository of app '%s' cannot be copied for app '%s'".formatted(from, to),
                    e);
        }
    }

    /** Deletes the repository of an app; does nothing when there is none. */
    public synchronized void delete(AppName app) {
        try {
            FolderTrees.delete(files.deleted(app));
            Files.move(files.repository(app), files.deleted(app), StandardCopyOption.ATOMIC_MOVE);
            FolderTrees.delete(files.deleted(app));
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new GitException(
                    "The repository of app '%s' cannot be deleted".formatted(app), e);
        }
    }

    private void create(AppName app, Path path) throws IOException {
        Path unfinished = files.unfinished(app);
        FolderTrees.delete(unfinished);
        Files.createDirectories(unfinished.getParent());
        try (Repository repository =
                new FileRepositoryBuilder().setGitDir(unfinished.toFile()).setBare().build()) {
            repository.create(true);
            StoredConfig config = repository.getConfig();
            config.setBoolean(
                    ConfigConstants.CONFIG_CORE_SECTION,
                    null,
                    ConfigConstants.CONFIG_KEY_LOGALLREFUPDATES,
                    true);
            config.save();
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isRepository(Path path) {
        return Files.isRegularFile(path.resolve(Constants.HEAD));
    }
}

package dev.sampan.distribution;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.PeriodicTask;
import dev.sampan.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * From time to time removes what was pushed and nobody can use any more: uploads that were given up, parts that no
 * manifest names, manifests without a tag, tags of images whose release is not kept.
 */
@Component
public final class RepositorySweeper {

    private static final Logger log = LoggerFactory.getLogger(RepositorySweeper.class);

    private final RepositoryFiles files;
    private final RepositoryContent content;
    private final ReleaseContent releases;
    private final Apps apps;
    private final DistributionProperties properties;

    RepositorySweeper(
            RepositoryFiles files,
            RepositoryContent content,
            ReleaseContent releases,
            Apps apps,
            DistributionProperties properties) {
        this.files = files;
        this.content = content;
        this.releases = releases;
        this.apps = apps;
        this.properties = properties;
    }

    /** Removes all that was pushed to an app. */
    public void forget(AppName app) {
        files.alone(
                app,
                () -> {
                    FolderTrees.delete(files.of(app));
                    return app;
                });
    }

    /** Sweeps every app, and removes what apps left that are gone. */
    public void sweep() {
        Set<String> known = new HashSet<>();
        apps.list().stream().map(App::name).map(AppName::value).forEach(known::add);
        try {
            for (String name : RepositoryFiles.names(files.root())) {
                AppName app = AppName.parse(name);
                if (known.contains(name)) {
                    sweep(app);
                } else if (!apps.exists(app)) {
                    forget(app);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The folder '%s' cannot be read".formatted(files.root()), e);
        }
    }

    private void sweep(AppName app) {
        int removed =
                files.alone(
                        app,
                        () -> {
                            Instant old = Instant.now().minus(properties.unusedAge());
                            int count = removeOld(files.uploads(app), Set.of(), old);
                            Set<Digest> images = releases.images(app);
                            removePointersToNothing(app, images);
                            Set<String> kept = reachable(app);
                            keepReferrers(app, kept);
                            count += removeOld(files.manifests(app), kept, old);
                            // What young manifests name is kept with them.
                            for (String hex : RepositoryFiles.names(files.manifests(app))) {
                                add(app, Digest.ofHex(hex), kept);
                            }
                            return count + removeOld(files.blobs(app), kept, old);
                        });
        if (removed > 0) {
            log.info("Pushed parts swept app={} files={}", app, removed);
        }
    }

    /** Tags whose image is not complete any more, and what is known of images that no release has. */
    private void removePointersToNothing(AppName app, Set<Digest> images) throws IOException {
        for (String hex : RepositoryFiles.names(files.images(app))) {
            if (!images.contains(Digest.ofHex(hex))) {
                Files.deleteIfExists(files.images(app).resolve(hex));
            }
        }
        for (String name : RepositoryFiles.names(files.tags(app))) {
            Path tag = files.tags(app).resolve(name);
            Optional<Digest> manifest = RepositoryFiles.pointer(tag);
            if (manifest.isEmpty() || !isComplete(app, manifest.get())) {
                Files.deleteIfExists(tag);
            }
        }
    }

    private boolean isComplete(AppName app, Digest digest) {
        Optional<PushedManifest> manifest = content.pushed(app, digest);
        if (manifest.isEmpty()) {
            return releases.images(app).contains(digest);
        }
        if (manifest.get().isIndex()) {
            // As long as one of its images is there, it can be pulled for that platform.
            return manifest.get().children().stream()
                    .anyMatch(child -> isComplete(app, child.digest()));
        }
        return manifest.get().blobs().stream()
                .allMatch(
                        part ->
                                Files.exists(files.blob(app, part.digest()))
                                        || releases.file(app, part.digest()).isPresent());
    }

    /** What tags and the images of releases lead to, as names of files. */
    private Set<String> reachable(AppName app) throws IOException {
        Set<String> kept = new HashSet<>();
        for (Path folder : new Path[] {files.tags(app), files.images(app)}) {
            for (String name : RepositoryFiles.names(folder)) {
                RepositoryFiles.pointer(folder.resolve(name))
                        .ifPresent(digest -> add(app, digest, kept));
            }
        }
        return kept;
    }

    /** A signature stays as long as what it signs. */
    private void keepReferrers(AppName app, Set<String> kept) throws IOException {
        Set<Digest> images = releases.images(app);
        for (String hex : RepositoryFiles.names(files.manifests(app))) {
            content.pushed(app, Digest.ofHex(hex))
                    .filter(
                            each ->
                                    each.subject()
                                            .filter(
                                                    subject ->
                                                            kept.contains(subject.hex())
                                                                    || images.contains(subject))
                                            .isPresent())
                    .ifPresent(each -> add(app, each.digest(), kept));
        }
    }

    private void add(AppName app, Digest manifest, Set<String> kept) {
        Deque<Digest> open = new ArrayDeque<>(Set.of(manifest));
        Set<Digest> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Digest next = open.remove();
            if (seen.add(next)) {
                kept.add(next.hex());
                content.pushed(app, next)
                        .ifPresent(
                                each -> {
                                    each.blobs().forEach(part -> kept.add(part.digest().hex()));
                                    each.children().forEach(part -> open.add(part.digest()));
                                });
            }
        }
    }

    private static int removeOld(Path folder, Set<String> kept, Instant old) throws IOException {
        int removed = 0;
        for (String name : RepositoryFiles.names(folder)) {
            Path file = folder.resolve(name);
            if (!kept.contains(name) && isOlder(file, old) && Files.deleteIfExists(file)) {
                removed++;
            }
        }
        return removed;
    }

    private static boolean isOlder(Path file, Instant old) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(old);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Bean
    PeriodicTask registrySweep() {
        return PeriodicTask.every(properties.sweepInterval(), "registry-sweep", this::sweep);
    }
}

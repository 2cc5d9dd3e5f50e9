package dev.sampan.image;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.FolderTrees;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** The base images: each is made once, when it is first asked for, and is named `stack/<name>`. */
@Component
public final class Stacks {

    private static final DataSize NEEDED = DataSize.ofGibibytes(1);

    private final ImageStore store;
    private final CommandRunner commands;
    private final ImageFiles files;
    private final StackProperties properties;
    private final ReentrantLock lock = new ReentrantLock();

    Stacks(ImageStore store, CommandRunner commands, ImageFiles files, StackProperties properties) {
        this.store = store;
        this.commands = commands;
        this.files = files;
        this.properties = properties;
    }

    /** The name of the image of a stack. */
    public static String tag(String name) {
        return "stack/" + name;
    }

    /** Whether it is there already, so that {@link #require} takes no time. */
    public boolean isReady(String name) {
        return store.tagged(tag(name)).isPresent();
    }

    /**
     * The base image of a stack, made if it is not there; whoever asks meanwhile waits for it.
     *
     * @param progress told in lines for people what goes on; not called when the image is there
     * @throws StackException when it does not exist or cannot be made
     */
    public Image require(String name, Consumer<String> progress) {
        Optional<Image> ready = store.tagged(tag(name));
        if (ready.isPresent()) {
            return ready.get();
        }
        StackDefinition definition = StackDefinition.load(name, properties.folder());
        lock.lock();
        try (FileChannel file =
                        FileChannel.open(
                                files.images().resolve("stacks.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            return store.tagged(tag(name)).orElseGet(() -> make(definition, progress));
        } catch (IOException e) {
            throw new StackException(
                    "Cannot lock stack '%s': %s".formatted(name, e.getMessage()), e);
        } finally {
            lock.unlock();
        }
    }

    private Image make(StackDefinition definition, Consumer<String> progress) {
        long start = System.nanoTime();
        Path work = files.newUnfinished("stack");
        try {
            try {
                Files.createDirectory(work);
                Path tar = rootTar(definition, work, progress);
                progress.accept("Storing the base layer");
                Image image = store.importRootTar(tar, config(definition));
                store.tag(tag(definition.name()), image.digest());
                progress.accept(
                        "Base layer '%s' is ready after %d s"
                                .formatted(
                                        definition.name(),
                                        Duration.ofNanos(System.nanoTime() - start).toSeconds()));
                return image;
            } finally {
                FolderTrees.delete(work);
            }
        } catch (IOException e) {
            throw new StackException(
                    "Cannot make stack '%s': %s".formatted(definition.name(), e.getMessage()), e);
        }
    }

    private Path rootTar(StackDefinition definition, Path work, Consumer<String> progress)
            throws IOException {
        Optional<Path> archive = properties.archive(definition.name());
        if (archive.isPresent() && Files.exists(archive.get())) {
            progress.accept("Taking the base layer from '%s'".formatted(archive.get()));
            return archive.get();
        }
        requireSpace(definition, work);
        progress.accept(
                "Making the base layer '%s' (%s); this is done once and takes about half a minute"
                        .formatted(definition.name(), definition.title()));
        Path tar = work.resolve("root.tar");
        bootstrap(definition, work, tar, progress);
        if (archive.isPresent()) {
            Files.createDirectories(archive.get().toAbsolutePath().getParent());
            Path fresh = archive.get().resolveSibling("." + definition.name() + ".tar.new");
            Files.copy(tar, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, archive.get(), StandardCopyOption.ATOMIC_MOVE);
        }
        return tar;
    }

    private void bootstrap(
            StackDefinition definition, Path work, Path tar, Consumer<String> progress)
            throws IOException {
        Path script = work.resolve("customize");
        Files.writeString(script, definition.customize());
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        StackProgress output = new StackProgress(progress);
        try {
            commands.stream(
                    new MakeStackCommand(
                            definition,
                            properties.mirror(),
                            work,
                            script,
                            tar,
                            properties.timeout()),
                    output);
        } catch (CommandFailedException e) {
            throw new StackException(explain(definition, output, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException(
                    "Making stack '%s' was interrupted".formatted(definition.name()), e);
        }
    }

    private String explain(
            StackDefinition definition, StackProgress output, CommandFailedException failure) {
        if (output.diskFull()) {
            return "Cannot make stack '%s': the disk of '%s' is full. Free at least %s and try again"
                    .formatted(definition.name(), files.images(), NEEDED.toText());
        }
        List<String> complaints = output.complaints();
        return "Cannot make stack '%s': %s. Check that the Debian mirror can be reached, or set sampan.stack.mirror%s"
                .formatted(
                        definition.name(),
                        failure.getMessage(),
                        complaints.isEmpty() ? "" : "\n" + String.join("\n", complaints));
    }

    private void requireSpace(StackDefinition definition, Path work) throws IOException {
        DataSize free = DataSize.ofBytes(Files.getFileStore(work).getUsableSpace());
        if (free.compareTo(NEEDED) < 0) {
            throw new StackException(
                    "Making stack '%s' needs %s of free disk space, '%s' has %s"
                            .formatted(
                                    definition.name(),
                                    NEEDED.toText(),
                                    files.images(),
                                    free.toText()));
        }
    }

    private static ImageConfig config(StackDefinition definition) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        env.put("LANG", "C.UTF-8");
        return new ImageConfig(
                env,
                definition.home(),
                definition.user(),
                List.of(),
                List.of(),
                Map.of("dev.sampan.stack", definition.name()));
    }
}

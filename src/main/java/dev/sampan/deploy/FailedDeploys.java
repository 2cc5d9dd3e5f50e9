package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What the containers of the last failed deploy of each app said, beside its builds: `builds/APP/failed.log`. It goes when
 * the app does.
 */
@Component
public final class FailedDeploys {

    private static final int MOST_LINES = 1000;

    private final Path folder;

    FailedDeploys(SampanHome home) {
        this.folder = home.resolve("builds");
    }

    /** Keeps the last of these lines, in the place of those of an earlier deploy. */
    void keep(AppName app, List<String> lines) {
        Path file = file(app);
        Path fresh = file.resolveSibling(".failed.new");
        try {
            Files.createDirectories(file.getParent());
            Files.write(fresh, lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "What the failed deploy of app '%s' said cannot be kept".formatted(app), e);
        }
    }

    /** The lines, each with its dyno in front; none when no deploy failed since the app was made. */
    public List<String> last(AppName app) {
        Path file = file(app);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "What the failed deploy of app '%s' said cannot be read".formatted(app), e);
        }
    }

    private Path file(AppName app) {
        return folder.resolve(app.value()).resolve("failed.log");
    }
}

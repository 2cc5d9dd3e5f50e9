package dev.sampan.logs;

import dev.sampan.host.PeriodicTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * Helps conmon to begin log files anew, which it does by itself at their largest size: the file before stays readable, and
 * the one to come is there already, with the app's user for its owner, also when there is no room for another one.
 */
@Component
class LogRotation {

    private static final Logger log = LoggerFactory.getLogger(LogRotation.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** Half of what conmon lets a file have: it is time to keep hold of it. */
    private static final long LARGE = 8L << 20;

    /** Where conmon lets none have that much, it has to be done here. */
    private static final long LARGEST = 17L << 20;

    private final LogFiles files;

    LogRotation(LogFiles files) {
        this.files = files;
    }

    /** Looks at the logs of all apps once. */
    void look() {
        for (Path folder : files.folders()) {
            try {
                look(folder);
            } catch (NoSuchFileException e) {
                log.debug("Log removed meanwhile: folder={}", folder);
            } catch (IOException | RuntimeException e) {
                log.warn("Logs could not be prepared: folder={}", folder, e);
            }
        }
    }

    private static void look(Path folder) throws IOException {
        List<LogFile> all = LogFile.in(folder);
        int owner = all.stream().mapToInt(LogFile::owner).max().orElse(0);
        for (LogFile file : all) {
            if (file.owner() != owner) {
                file.giveTo(owner);
            }
            long size = file.current() ? Files.size(file.path()) : 0;
            if (size > LARGEST) {
                file.beginAnew();
            } else if (size > LARGE) {
                file.keep();
                file.prepareNext(owner);
            }
        }
    }

    @Bean
    PeriodicTask logLook() {
        return PeriodicTask.every(INTERVAL, "log-rotation", this::look);
    }
}

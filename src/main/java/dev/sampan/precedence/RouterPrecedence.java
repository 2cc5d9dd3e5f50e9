package dev.sampan.precedence;

import dev.sampan.container.Precedence;
import dev.sampan.host.PosixException;
import dev.sampan.host.SampanHome;
import dev.sampan.host.ThreadScheduling;
import dev.sampan.runtime.ProcessorUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the router run before everything else, since each request waits for it twice; but not while it takes half of the
 * machine itself, so that a flood of requests leaves the apps what they need to answer them.
 */
final class RouterPrecedence {

    private static final Logger log = LoggerFactory.getLogger(RouterPrecedence.class);

    private static final double MUCH = 0.5 * Runtime.getRuntime().availableProcessors();

    private final Path pidFile;
    private Demand demand = new Demand(MUCH);
    private long pid = -1;
    private @Nullable Precedence given;
    private boolean refused;

    RouterPrecedence(SampanHome home) {
        this.pidFile = home.resolve("run", "router.pid");
    }

    void look(long nanos) throws IOException {
        Optional<ProcessHandle> router = refused ? Optional.empty() : router();
        if (router.isEmpty()) {
            return;
        }
        if (router.get().pid() != pid) {
            pid = router.get().pid();
            demand = new Demand(MUCH);
            given = null;
        }
        Optional<Duration> used = router.get().info().totalCpuDuration();
        used.flatMap(time -> demand.look(new ProcessorUse(time, 0), nanos))
                .filter(wanted -> wanted != given)
                .ifPresent(this::give);
    }

    private void give(Precedence wanted) {
        try {
            if (wanted == Precedence.FIRST) {
                ThreadScheduling.realTime(pid);
            } else {
                ThreadScheduling.usual(pid);
            }
            given = wanted;
        } catch (PosixException e) {
            refused = true;
            log.warn(
                    "The router has to wait for its turn when processors are short: {}",
                    e.getMessage());
        }
    }

    /** The file starts with the number of the process; a number that another program got since is no router. */
    private Optional<ProcessHandle> router() throws IOException {
        try {
            String[] words = Files.readString(pidFile).split("\\s+", -1);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(process -> commandLine(process.pid()).contains("RouterMain"));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty(); // it is being started
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}

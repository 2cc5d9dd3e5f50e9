package dev.sampan.precedence;

import dev.sampan.container.Precedence;
import dev.sampan.host.PosixException;
import dev.sampan.host.ThreadScheduling;
import dev.sampan.runtime.ProcessorUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the router run before everything else, since each request waits for it twice; but not while it takes a fifth of its
 * processors itself. Then it is requests that keep the machine busy, and to change places for each of them would cost more
 * than to wait a moment for several: the router takes its turns, by the weight that it was started with. What is first waits
 * for nobody, and yet for what the kernel does on its processor for somebody else and cannot interrupt, so it avoids the
 * processors that are left to those who want much.
 */
public final class RouterPrecedence {

    private static final Logger log = LoggerFactory.getLogger(RouterPrecedence.class);

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final double MUCH = 0.2;

    /** In turns, the same requests take it half the time that they do while it goes first. */
    private static final double STILL_MUCH = 0.1;

    private final Path pidFile;
    private Demand demand = new Demand();
    private long pid = -1;
    private @Nullable Precedence given;
    private BitSet avoided = new BitSet();
    private boolean refused;

    /** @param pidFile names the router's process by its first word, while there is one */
    public RouterPrecedence(Path pidFile) {
        this.pidFile = pidFile;
    }

    /**
     * Looks once more at what the router has had of the processors, and tells the kernel how it stands.
     *
     * @param avoid the processors that are left to those who want much
     * @param nanos when, by {@link System#nanoTime}
     */
    public void look(BitSet avoid, long nanos) throws IOException {
        Optional<ProcessHandle> router = refused ? Optional.empty() : router();
        if (router.isEmpty()) {
            return;
        }
        if (router.get().pid() != pid) {
            pid = router.get().pid();
            demand = new Demand();
            given = null;
            avoided = new BitSet();
        }
        Optional<Duration> used = router.get().info().totalCpuDuration();
        double share = given == Precedence.IN_TURN ? STILL_MUCH : MUCH;
        double much = share * (PROCESSORS - avoided.cardinality());
        used.flatMap(time -> demand.look(new ProcessorUse(time, 0), much, nanos))
                .ifPresent(wanted -> give(wanted, avoid));
    }

    private void give(Precedence wanted, BitSet others) {
        boolean first = wanted == Precedence.FIRST;
        BitSet avoid = first ? others : new BitSet();
        try {
            if (!avoid.equals(avoided)) {
                ThreadScheduling.avoid(pid, RouterPrecedence::serves, avoid);
                avoided = avoid;
            }
            if (wanted == given) {
                return;
            }
            if (first) {
                ThreadScheduling.realTime(pid, RouterPrecedence::serves);
            } else {
                ThreadScheduling.batch(pid, RouterPrecedence::serves);
            }
            given = wanted;
        } catch (PosixException e) {
            refused = true;
            log.warn(
                    "The router has to wait for its turn when processors are short: {}",
                    e.getMessage());
        }
    }

    /** The threads that requests wait for, which wait for the one that collects garbage; compilers take their turns. */
    private static boolean serves(String thread) {
        return thread.startsWith("worker-") || thread.equals("VM Thread");
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

package dev.sampan.runtime;

import dev.sampan.host.Pipe;
import dev.sampan.host.Posix;
import dev.sampan.host.ProcessLauncher;
import java.time.Duration;

/**
 * A conmon that has been started and waits for the word to have its container created. So it gets ready while the
 * container's files and network do.
 */
public final class Monitor implements AutoCloseable {

    private final ProcessLauncher launcher;
    private final String id;
    private final int pid;
    private final Pipe start;
    private final Pipe answers;
    private final Pipe errors;
    private boolean told;
    private boolean ended;

    /**
     * A monitor.
     *
     * @param id the container
     * @param pid its first process, which ends when it runs in the background
     * @param start what it waits for
     * @param answers where it says what became of the container
     * @param errors where it complains
     */
    Monitor(ProcessLauncher launcher, String id, int pid, Pipe start, Pipe answers, Pipe errors) {
        this.launcher = launcher;
        this.id = id;
        this.pid = pid;
        this.start = start;
        this.answers = answers;
        this.errors = errors;
    }

    String id() {
        return id;
    }

    /** Gives the word; the bundle has to be complete. */
    void tell() {
        start.write('\n');
        start.closeWriteEnd();
        told = true;
    }

    /** One line of JSON, or nothing when it could not even start the runtime. */
    String answer(Duration limit) {
        String line = ProcessCalls.readLine(answers, limit, "conmon");
        await();
        return line;
    }

    String complaint() {
        return ProcessCalls.readAll(errors, Duration.ofSeconds(1), "conmon");
    }

    private void await() {
        if (!ended) {
            ended = true;
            int _ = launcher.await(pid);
        }
    }

    /** Ends it when it has not been given the word; otherwise it outlives us. */
    @Override
    public void close() {
        if (!told) {
            told = true;
            Posix.kill(pid, Posix.SIGKILL);
        }
        await();
        start.close();
        answers.close();
        errors.close();
    }
}

package dev.sampan.runtime;

import dev.sampan.host.Pipe;
import dev.sampan.host.ProcessLauncher;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Starts a conmon for each container. */
final class Monitors {

    private static final int ANSWERS = 3;
    private static final int START = 4;

    private final ProcessLauncher launcher;
    private final RuntimeFiles files;

    Monitors(ProcessLauncher launcher, RuntimeFiles files) {
        this.launcher = launcher;
        this.files = files;
    }

    /**
     * Starts one that waits.
     *
     * @param runtime crun or runc
     * @param log where the container's output is written
     * @param output where it goes when there is no log; -1 when the container has a terminal
     * @param console the socket to which its terminal is handed over, if it has one
     */
    Monitor start(
            Path runtime,
            String id,
            Path bundle,
            Optional<Path> log,
            int output,
            Optional<Path> console) {
        Path conmon =
                ProcessLauncher.find("conmon")
                        .orElseThrow(
                                () ->
                                        new OciRuntimeException(
                                                "'conmon' is not installed. Install it: apt-get install conmon",
                                                null));
        ConmonCommand command =
                new ConmonCommand(
                        conmon, runtime, files, id, bundle, log.map(MonitorLog::at), console);
        Map<String, String> environment = new HashMap<>(ProcessCalls.ENVIRONMENT);
        environment.put("_OCI_SYNCPIPE", Integer.toString(ANSWERS));
        environment.put("_OCI_STARTPIPE", Integer.toString(START));
        Pipe start = new Pipe();
        Pipe answers = new Pipe();
        Pipe errors = new Pipe();
        try (Pipe nothing = new Pipe()) {
            nothing.closeWriteEnd();
            int out = output < 0 ? errors.writeEnd() : output;
            int pid =
                    launcher.start(
                            conmon,
                            command.argv(),
                            environment,
                            bundle,
                            nothing.readEnd(),
                            out,
                            out,
                            answers.writeEnd(),
                            start.readEnd());
            start.closeReadEnd();
            answers.closeWriteEnd();
            errors.closeWriteEnd();
            return new Monitor(launcher, id, pid, start, answers, errors);
        } catch (RuntimeException e) {
            start.close();
            answers.close();
            errors.close();
            throw e;
        }
    }
}

package dev.sampan.runtime;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts conmon, which creates a container by an OCI runtime, keeps its log, and leaves its exit code.
 *
 * @param conmon the program
 * @param runtime crun or runc
 * @param files where they keep their state
 * @param id the container
 * @param bundle its folder
 * @param log where its output goes; empty to leave its output what conmon's own is
 * @param console the socket to which the container's terminal is handed over, if it has one
 */
record ConmonCommand(
        Path conmon,
        Path runtime,
        RuntimeFiles files,
        String id,
        Path bundle,
        Optional<MonitorLog> log,
        Optional<Path> console)
        implements Command<String> {

    /** At 16 MiB, conmon goes on with a new file in place of the log. */
    private static final String LARGEST_LOG = Long.toString(16L << 20);

    @Override
    public List<String> argv() {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                conmon.toString(),
                                "--cid",
                                id,
                                "--cuuid",
                                id,
                                "--name",
                                id,
                                "--bundle",
                                bundle.toString(),
                                "--container-pidfile",
                                bundle.resolve("pid").toString(),
                                "--conmon-pidfile",
                                bundle.resolve("conmon.pid").toString(),
                                "--runtime",
                                runtime.toString(),
                                "--runtime-arg",
                                "--root=" + files.state(),
                                "--exit-dir",
                                files.exits().toString(),
                                "--socket-dir-path",
                                files.sockets().toString(),
                                "--no-sync-log"));
        console.ifPresent(
                socket -> argv.addAll(List.of("--runtime-opt", "--console-socket=" + socket)));
        argv.add("--log-path");
        if (log.isPresent()) {
            argv.add("k8s-file:" + log.get().file());
            if (log.get().replaced()) {
                argv.addAll(List.of("--log-size-max", LARGEST_LOG));
            }
            // A pipe of its own: crun gives what is standard input to the container's user, and
            // that
            // must not be the host's /dev/null.
            argv.add("--stdin");
        } else {
            argv.add("passthrough");
        }
        return argv;
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

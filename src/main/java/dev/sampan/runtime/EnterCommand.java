package dev.sampan.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs one more program in a running container for somebody who talks to it; ends with it and its exit code.
 *
 * @param process a `process` object of the OCI runtime specification
 * @param pidFile where the runtime writes the host's process id of the program
 * @param console the socket to which the program's terminal is handed over, if it has one
 */
record EnterCommand(
        Path program, Path state, String id, Path process, Path pidFile, Optional<Path> console) {

    List<String> argv() {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "--root=" + state,
                                "exec",
                                "--process",
                                process.toString(),
                                "--pid-file",
                                pidFile.toString()));
        console.ifPresent(socket -> argv.addAll(List.of("--console-socket", socket.toString())));
        argv.add(id);
        return argv;
    }
}

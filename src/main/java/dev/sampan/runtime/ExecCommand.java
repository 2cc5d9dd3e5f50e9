package dev.sampan.runtime;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs one more program in a running container. What it is to be stands in a file: names of users and words of commands
 * never pass through the runtime's own parsing.
 *
 * @param process a `process` object of the OCI runtime specification
 */
record ExecCommand(Path program, Path state, String id, Path process, Duration timeout)
        implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of(
                program.toString(), "--root=" + state, "exec", "--process", process.toString(), id);
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Takes the space of a whole file from the host's disk; what is in the file stays. */
record ReserveSpaceCommand(Path file, long bytes) implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of("fallocate", "--length", Long.toString(bytes), file.toString());
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(2);
    }
}

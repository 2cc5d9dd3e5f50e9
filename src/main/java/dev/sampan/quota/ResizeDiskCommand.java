package dev.sampan.quota;

import dev.sampan.host.Command;
import java.time.Duration;
import java.util.List;

/** Gives an ext4 file system that is not mounted another size, in blocks of 4 KiB. */
record ResizeDiskCommand(String disk, long blocks) implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of("resize2fs", disk, Long.toString(blocks));
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(10);
    }
}

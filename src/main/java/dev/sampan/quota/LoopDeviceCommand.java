package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.util.List;

/** Asks losetup(8) for the loop devices of a disk image. */
record LoopDeviceCommand(Path image) implements Command<List<String>> {

    @Override
    public List<String> argv() {
        return List.of(
                "losetup", "--associated", image.toString(), "--noheadings", "--output", "NAME");
    }

    @Override
    public List<String> parse(String output) {
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}

package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks stat(1) how many bytes of sparse files are not on the disk yet. */
record UnallocatedCommand(List<Path> images) implements Command<Long> {

    @Override
    public List<String> argv() {
        List<String> argv = new ArrayList<>(List.of("stat", "--format=%s %b %B", "--"));
        images.forEach(image -> argv.add(image.toString()));
        return argv;
    }

    @Override
    public Long parse(String output) {
        long total = 0;
        for (String line : output.lines().toList()) {
            String[] fields = line.split(" ", -1);
            long size = Long.parseLong(fields[0]);
            long allocated = Long.parseLong(fields[1]) * Long.parseLong(fields[2]);
            total += Math.max(0, size - allocated);
        }
        return total;
    }
}

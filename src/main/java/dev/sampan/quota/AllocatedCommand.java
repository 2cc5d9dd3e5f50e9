package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks stat(1) how many bytes of sparse files are on the disk. */
record AllocatedCommand(List<Path> images) implements Command<Map<Path, Long>> {

    @Override
    public List<String> argv() {
        List<String> argv = new ArrayList<>(List.of("stat", "--format=%b %B %n", "--"));
        images.forEach(image -> argv.add(image.toString()));
        return argv;
    }

    @Override
    public Map<Path, Long> parse(String output) {
        Map<Path, Long> allocated = new LinkedHashMap<>();
        for (String line : output.lines().toList()) {
            String[] fields = line.split(" ", 3);
            allocated.put(
                    Path.of(fields[2]), Long.parseLong(fields[0]) * Long.parseLong(fields[1]));
        }
        return allocated;
    }
}

package dev.sampan.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Memory of processes.
 *
 * @param processes how many there are
 * @param resident all of it, in KiB, shared pages counted for each
 * @param proportional the same with shared pages divided by those who share them
 */
record ResidentMemory(int processes, long resident, long proportional) {

    /** What the processes use that have a word among their arguments. */
    static ResidentMemory of(String word) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            List<String> texts =
                    all.filter(p -> p.info().commandLine().orElse("").contains(word))
                            .map(p -> Path.of("/proc", Long.toString(p.pid()), "smaps_rollup"))
                            .map(ResidentMemory::read)
                            .toList();
            return new ResidentMemory(texts.size(), sum(texts, "Rss:"), sum(texts, "Pss:"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sum(List<String> texts, String field) {
        return texts.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }
}

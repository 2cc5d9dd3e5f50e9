package dev.sampan.runtime;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a control group has taken of the machine since it was made, and how long it has waited for it. Waiting is what the
 * kernel calls pressure (PSI, <a href="https://docs.kernel.org/accounting/psi.html">some</a>): the time in which at least
 * one of its processes could have gone on, but for want of a resource did not.
 *
 * @param cpu processor time
 * @param throttled how long its processors waited because its own share of them was used up
 * @param memory memory that it uses now, without the page cache that can be dropped
 * @param ioBytes read from and written to the disk that it used most
 * @param waitedForCpu how long for a processor, {@code throttled} included
 * @param waitedForIo how long for a disk
 * @param waitedForMemory how long for memory
 */
public record CgroupLoad(
        Duration cpu,
        Duration throttled,
        DataSize memory,
        long ioBytes,
        Duration waitedForCpu,
        Duration waitedForIo,
        Duration waitedForMemory) {

    /** Empty when the group is gone, or when the kernel does not count pressure. */
    static Optional<CgroupLoad> of(Cgroup group, CgroupHierarchy hierarchy) {
        Optional<CgroupUsage> used = hierarchy.has("pressure") ? group.usage() : Optional.empty();
        Optional<CgroupEvents> events = used.flatMap(_ -> group.events());
        if (events.isEmpty() || group.read("pressure", "cpu.pressure").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new CgroupLoad(
                        used.get().cpu(),
                        events.get().throttled(),
                        used.get().memory(),
                        hierarchy.unified()
                                ? ioBytes(group.read("io", "io.stat").orElse(""))
                                : throttledIoBytes(io(group, hierarchy)),
                        waited(group, "cpu.pressure"),
                        waited(group, "io.pressure"),
                        waited(group, "memory.pressure")));
    }

    private static String io(Cgroup group, CgroupHierarchy hierarchy) {
        return hierarchy.has("blkio")
                ? group.read("blkio", "blkio.throttle.io_service_bytes").orElse("")
                : "";
    }

    /** `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345`, in microseconds. */
    private static Duration waited(Cgroup group, String file) {
        return group.read("pressure", file)
                .orElse("")
                .lines()
                .filter(line -> line.startsWith("some "))
                .map(line -> sum(line, word -> word.startsWith("total=")))
                .map(micros -> Duration.ofNanos(micros * 1000))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    /** `8:0 rbytes=4096 wbytes=8192 rios=1 …`; a loop device and the disk below it count the same bytes. */
    private static long ioBytes(String stat) {
        return stat.lines()
                .mapToLong(
                        line ->
                                sum(
                                        line,
                                        word ->
                                                word.startsWith("rbytes=")
                                                        || word.startsWith("wbytes=")))
                .max()
                .orElse(0);
    }

    /** `8:0 Total 12288`, among other lines. */
    private static long throttledIoBytes(String stat) {
        return stat.lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 3 && words[1].equals("Total"))
                .mapToLong(words -> Long.parseLong(words[2]))
                .max()
                .orElse(0);
    }

    private static long sum(String line, Predicate<String> wanted) {
        return Arrays.stream(line.split(" ", -1))
                .filter(wanted)
                .mapToLong(word -> Long.parseLong(word.substring(word.indexOf('=') + 1)))
                .sum();
    }
}

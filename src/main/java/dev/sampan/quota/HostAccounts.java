package dev.sampan.quota;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Which UIDs and GIDs the host has given away: passwd(5), group(5), subuid(5) and subgid(5). */
@Component
class HostAccounts {

    private final Path etc;

    HostAccounts() {
        this(Path.of("/etc"));
    }

    private HostAccounts(Path etc) {
        this.etc = etc;
    }

    static HostAccounts in(Path etc) {
        return new HostAccounts(etc);
    }

    /** Read anew each time, since users come and go. */
    List<UidRange> ranges() {
        List<UidRange> ranges = new ArrayList<>();
        for (String[] fields : lines("passwd")) {
            add(ranges, fields, 2, -1, "passwd");
            add(ranges, fields, 3, -1, "passwd");
        }
        lines("group").forEach(fields -> add(ranges, fields, 2, -1, "group"));
        lines("subuid").forEach(fields -> add(ranges, fields, 1, 2, "subuid"));
        lines("subgid").forEach(fields -> add(ranges, fields, 1, 2, "subgid"));
        return ranges;
    }

    private List<String[]> lines(String name) {
        Path file = etc.resolve(name);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read '%s'".formatted(file), e);
        }
    }

    private void add(
            List<UidRange> ranges, String[] fields, int firstAt, int countAt, String name) {
        if (fields.length <= Math.max(firstAt, countAt) || !isNumber(fields[firstAt])) {
            return;
        }
        if (countAt >= 0 && !isNumber(fields[countAt])) {
            return;
        }
        long count = countAt < 0 ? 1 : Long.parseLong(fields[countAt]);
        ranges.add(
                new UidRange(Long.parseLong(fields[firstAt]), count, etc.resolve(name).toString()));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= 10
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The program behind bench/router, which says what it does. */
public final class Compare {

    private static final List<String> ALL =
            List.of(
                    "small",
                    "large",
                    "tcp",
                    "tls",
                    "handshakes",
                    "h2",
                    "pauses",
                    "routes",
                    "memory",
                    "lookup");

    private Set<String> rows = new LinkedHashSet<>(ALL);
    private int rounds = 5;
    private int seconds = 5;
    private boolean keep;

    public static void main(String[] args) throws Exception {
        Compare options = new Compare();
        Path checkout = Path.of(args[0]);
        try {
            options.read(List.of(args).subList(1, args.length));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        Path work = Files.createTempDirectory(Path.of("/var/tmp"), "sampan-bench-router-");
        boolean met;
        try (Servers servers = new Servers(work)) {
            Report report = new Report();
            report.say(
                    "%d rounds of %d s, %d processors shared by load, servers and origin; load average %s",
                    options.rounds,
                    options.seconds,
                    Runtime.getRuntime().availableProcessors(),
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
            new Rows(checkout, servers, report, options.rounds, options.seconds).run(options.rows);
            met = report.end();
        } finally {
            options.clean(work);
        }
        System.exit(met ? 0 : 1);
    }

    private void read(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--keep")) {
                keep = true;
                continue;
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(
                        "Option '%s' is unknown or needs a value. There are --rows, --rounds, --seconds, --keep"
                                .formatted(option));
            }
            String value = arguments.get(++i);
            switch (option) {
                case "--rows" -> rows = rows(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                default ->
                        throw new IllegalArgumentException(
                                "Unknown option '%s'. There are --rows, --rounds, --seconds, --keep"
                                        .formatted(option));
            }
        }
    }

    private static Set<String> rows(String value) {
        Set<String> chosen = new LinkedHashSet<>(List.of(value.split(",")));
        for (String row : chosen) {
            if (!ALL.contains(row)) {
                throw new IllegalArgumentException(
                        "Unknown row '%s'. There are %s".formatted(row, String.join(", ", ALL)));
            }
        }
        return chosen;
    }

    private void clean(Path work) throws IOException {
        if (keep) {
            System.out.println("Kept: " + work);
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(work)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was wanted and what was got, told as it comes and once more at the end. */
final class Report {

    private final List<String> lines = new ArrayList<>();
    private int missed;

    /** Something that is no aim, on a line of its own. */
    void say(String text, Object... values) {
        System.out.printf(Locale.ROOT, text + "%n", values);
    }

    void atLeast(String row, String what, double wanted, double got) {
        note(row, what, ">= " + number(wanted), number(got), got >= wanted);
    }

    void atMost(String row, String what, String unit, double wanted, double got) {
        note(row, what, "<= " + number(wanted) + unit, number(got) + unit, got <= wanted);
    }

    private void note(String row, String what, String wanted, String got, boolean met) {
        missed += met ? 0 : 1;
        String line =
                "%-11s %-44s wanted %-12s got %-10s %s"
                        .formatted(row, what, wanted, got, met ? "met" : "MISSED");
        lines.add(line);
        System.out.println("  " + line);
    }

    private static String number(double value) {
        return value >= 100
                ? "%.0f".formatted(value)
                : value >= 10
                        ? String.format(Locale.ROOT, "%.1f", value)
                        : String.format(Locale.ROOT, "%.2f", value);
    }

    /** Prints all of it; whether nothing was missed. */
    boolean end() {
        System.out.println();
        lines.forEach(System.out::println);
        System.out.printf("%d of %d met%n", lines.size() - missed, lines.size());
        return missed == 0;
    }
}

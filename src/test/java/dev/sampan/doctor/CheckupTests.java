package dev.sampan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Running checks and reporting what they found. */
class CheckupTests {

    private record FixedCheck(String name, Finding check) implements HostCheck {}

    private record BrokenCheck(String name) implements HostCheck {

        @Override
        public Finding check() {
            throw new IllegalStateException("no such device");
        }
    }

    @Test
    void goOnWhenACheckThrows() {
        List<CheckResult> results =
                new Checkup(
                                List.of(
                                        new BrokenCheck("One"),
                                        new FixedCheck("Two", Finding.ok("fine"))))
                        .run();

        assertThat(results)
                .containsExactly(
                        new CheckResult("One", Finding.fail("no such device", "")),
                        new CheckResult("Two", Finding.ok("fine")));
    }

    @Test
    void passWithWarningsAndFailWithAFailure() {
        CheckResult warning = new CheckResult("One", Finding.warn("low", "add some"));

        assertThat(new CheckupReport(List.of(warning)).passed()).isTrue();
        assertThat(
                        new CheckupReport(
                                        List.of(
                                                warning,
                                                new CheckResult("Two", Finding.fail("no", ""))))
                                .passed())
                .isFalse();
    }

    @Test
    void printOneLinePerResultAndAdviceBelowIt() {
        CheckupReport report =
                new CheckupReport(
                        List.of(
                                new CheckResult("JDK", Finding.ok("25")),
                                new CheckResult("Disk space", Finding.warn("low", "add some"))));

        assertThat(report.text().lines())
                .containsExactly(
                        "ok    JDK                25",
                        "warn  Disk space         low",
                        "                       → add some");
        assertThat(report.json())
                .contains("\"passed\" : true")
                .contains("\"state\" : \"warn\"")
                .contains("\"advice\" : \"add some\"");
    }
}

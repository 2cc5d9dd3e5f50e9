package dev.sampan.guest;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the test classes that its arguments name, in a virtual machine where there is no Maven; says each result on a line. */
public final class TestRun {

    /** The last of its lines. */
    static final Pattern COMPLETE = Pattern.compile("(?m)^tests: .* skipped$");

    private TestRun() {}

    public static void main(String[] classes) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                Arrays.stream(classes)
                                        .map(DiscoverySelectors::selectClass)
                                        .toList())
                        .build();
        Launcher launcher = LauncherFactory.create();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        launcher.execute(request, summary, new Lines());
        TestExecutionSummary result = summary.getSummary();
        result.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 12);
        System.out.printf(
                "tests: %d succeeded, %d failed, %d skipped%n",
                result.getTestsSucceededCount(),
                result.getTotalFailureCount(),
                result.getTestsSkippedCount());
        boolean passed =
                result.getTotalFailureCount() == 0
                        && result.getTestsSkippedCount() == 0
                        && result.getTestsSucceededCount() > 0;
        System.exit(passed ? 0 : 1);
    }

    private static final class Lines implements TestExecutionListener {

        private long start;

        @Override
        public void executionStarted(TestIdentifier test) {
            start = System.nanoTime();
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            say(test, "SKIPPED: " + reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                long millis = (System.nanoTime() - start) / 1_000_000;
                say(test, "%s in %d ms".formatted(result.getStatus(), millis));
            }
        }

        private static void say(TestIdentifier test, String result) {
            System.out.printf(
                    "test: %s %s %s%n", classOf(test), test.getLegacyReportingName(), result);
        }

        private static String classOf(TestIdentifier test) {
            return switch (test.getSource().orElse(null)) {
                case MethodSource method -> method.getClassName();
                case ClassSource type -> type.getClassName();
                case null, default -> "-";
            };
        }
    }
}

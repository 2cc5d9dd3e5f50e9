package dev.sampan.scheduler;

import java.util.List;

/** Instances that did not become healthy; the message names each with the reason. */
public final class UnhealthyException extends RuntimeException {

    private final transient List<Failure> failures;

    /**
     * One instance that is not healthy.
     *
     * @param instance which
     * @param reason what does not hold, and why if that is known
     * @param lastLines the end of its log, the oldest line first
     */
    public record Failure(Instance instance, String reason, List<String> lastLines) {

        public Failure {
            lastLines = List.copyOf(lastLines);
        }
    }

    UnhealthyException(List<Failure> failures) {
        super(
                String.join(
                        "; ",
                        failures.stream()
                                .map(failure -> failure.instance().dyno() + " " + failure.reason())
                                .toList()));
        this.failures = List.copyOf(failures);
    }

    public List<Failure> failures() {
        return failures;
    }
}

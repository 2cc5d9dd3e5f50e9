package dev.sampan.doctor;

import java.util.List;
import org.springframework.stereotype.Component;

/** Runs all checks, one after the other. */
@Component
final class Checkup {

    private final List<HostCheck> checks;

    Checkup(List<HostCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    List<CheckResult> run() {
        return checks.stream().map(Checkup::run).toList();
    }

    /** What a check throws is its finding: the others still run. */
    private static CheckResult run(HostCheck check) {
        try {
            return new CheckResult(check.name(), check.check());
        } catch (RuntimeException e) {
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            return new CheckResult(check.name(), Finding.fail(why, ""));
        }
    }
}

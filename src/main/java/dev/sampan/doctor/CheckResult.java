package dev.sampan.doctor;

import java.util.Locale;

/** A check's name and what it found. */
record CheckResult(String name, Finding finding) {

    /** `ok`, `warn` or `fail`. */
    String state() {
        return finding.state().name().toLowerCase(Locale.ROOT);
    }
}

package dev.sampan.acme;

import dev.sampan.app.AppName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** An enrollment as the database keeps it. */
@Entity
@Table(name = "acme_enrollment")
class EnrollmentRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "app_name", nullable = false)
    private String app;

    @Column(nullable = false)
    private int failures;

    @Column(name = "last_error", nullable = false)
    private String lastError;

    @Column(name = "next_attempt", nullable = false)
    private Instant nextAttempt;

    @Column(nullable = false)
    private boolean alarmed;

    @SuppressWarnings("NullAway.Init")
    protected EnrollmentRow() {}

    EnrollmentRow(Enrollment enrollment) {
        this.app = enrollment.app().value();
        take(enrollment);
    }

    final void take(Enrollment enrollment) {
        this.failures = enrollment.failures();
        this.lastError = enrollment.lastError();
        this.nextAttempt = enrollment.nextAttempt().truncatedTo(ChronoUnit.MICROS);
        this.alarmed = enrollment.alarmed();
    }

    Enrollment toEnrollment() {
        return new Enrollment(new AppName(app), failures, lastError, nextAttempt, alarmed);
    }
}

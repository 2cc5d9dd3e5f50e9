package dev.sampan.acme;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The apps whose certificates come from an authority, and how that went; kept, so that a restart forgets no limit. */
@Service
@Transactional
public class Enrollments {

    private final EnrollmentRepository rows;
    private final Apps apps;

    Enrollments(EnrollmentRepository rows, Apps apps) {
        this.rows = rows;
        this.apps = apps;
    }

    @Transactional(readOnly = true)
    public Optional<Enrollment> of(AppName app) {
        apps.require(app);
        return rows.findByApp(app.value()).map(EnrollmentRow::toEnrollment);
    }

    /** All, by app. */
    @Transactional(readOnly = true)
    public List<Enrollment> all() {
        return rows.findAllByOrderByApp().stream().map(EnrollmentRow::toEnrollment).toList();
    }

    /** Keeps an enrollment; does nothing when its app is gone. */
    void keep(Enrollment enrollment) {
        if (apps.exists(enrollment.app())) {
            EnrollmentRow row =
                    rows.findByApp(enrollment.app().value())
                            .orElseGet(() -> new EnrollmentRow(enrollment));
            row.take(enrollment);
            rows.saveAndFlush(row);
        }
    }

    /** Forgets one; answers whether there was one. */
    boolean remove(AppName app) {
        Optional<EnrollmentRow> row = rows.findByApp(app.value());
        row.ifPresent(rows::delete);
        return row.isPresent();
    }
}

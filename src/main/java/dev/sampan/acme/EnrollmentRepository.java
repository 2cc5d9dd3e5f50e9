package dev.sampan.acme;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of apps whose certificates come from an authority. */
interface EnrollmentRepository extends Repository<EnrollmentRow, Long> {

    EnrollmentRow saveAndFlush(EnrollmentRow row);

    void delete(EnrollmentRow row);

    Optional<EnrollmentRow> findByApp(String app);

    List<EnrollmentRow> findAllByOrderByApp();
}

package dev.sampan.account;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** The table of the audit log. */
interface AuditRepository extends Repository<AuditRow, Long> {

    AuditRow save(AuditRow row);

    List<AuditRow> findAllByOrderByIdDesc(Limit limit);

    List<AuditRow> findAllByIdGreaterThanOrderById(long id, Limit limit);
}

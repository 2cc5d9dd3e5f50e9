package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of limits and reservations that somebody set. */
interface LimitRepository extends Repository<LimitRow, Long> {

    LimitRow save(LimitRow row);

    void deleteAll(Iterable<? extends LimitRow> rows);

    void flush();

    List<LimitRow> findByAppIdOrderById(long appId);

    List<LimitRow> findByAppIdIsNullOrderById();
}

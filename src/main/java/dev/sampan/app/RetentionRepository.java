package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of how many releases keep their image. */
interface RetentionRepository extends Repository<RetentionRow, Long> {

    RetentionRow saveAndFlush(RetentionRow row);

    void delete(RetentionRow row);

    void flush();

    List<RetentionRow> findAllByOrderById();
}

package dev.sampan.cron;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of what became of tasks. */
interface CronStateRepository extends Repository<CronStateRow, Long> {

    CronStateRow saveAndFlush(CronStateRow row);

    Optional<CronStateRow> findByAppAndTask(String app, String task);
}

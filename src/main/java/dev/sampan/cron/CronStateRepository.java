package dev.sampan.cron;

import org.springframework.data.repository.Repository;

import java.util.Optional;

/** The table of what became of tasks. */
interface CronStateRepository extends Repository<CronStateRow, Long> {

    CronStateRow saveAndFlush(CronStateRow row);

    Optional<CronStateRow> findByAppAndTask(String app, String task);
}

package dev.sampan.cron;

import org.springframework.data.repository.Repository;

import java.util.List;

/** The table of what somebody set about tasks. */
interface CronSettingRepository extends Repository<CronSettingRow, Long> {

    CronSettingRow saveAndFlush(CronSettingRow row);

    void delete(CronSettingRow row);

    void flush();

    List<CronSettingRow> findAllByOrderById();
}

package dev.sampan.cron;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set about tasks. */
interface CronSettingRepository extends Repository<CronSettingRow, Long> {

    CronSettingRow saveAndFlush(CronSettingRow row);

    void delete(CronSettingRow row);

    void flush();

    List<CronSettingRow> findAllByOrderById();
}

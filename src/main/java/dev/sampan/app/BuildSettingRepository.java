package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set about builds. */
interface BuildSettingRepository extends Repository<BuildSettingRow, Long> {

    BuildSettingRow saveAndFlush(BuildSettingRow row);

    void delete(BuildSettingRow row);

    void flush();

    List<BuildSettingRow> findAllByOrderById();
}

package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set for apps. */
interface SettingRepository extends Repository<SettingRow, Long> {

    SettingRow saveAndFlush(SettingRow row);

    void delete(SettingRow row);

    void flush();

    List<SettingRow> findByScopeAndAppId(String scope, long appId);

    List<SettingRow> findByScopeAndAppIdIsNull(String scope);

    List<SettingRow> findByScopeAndAppIdIsNotNull(String scope);

    List<SettingRow> findByAppIdAndSealedIsNotNull(long appId);
}

package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set about how the router treats apps. */
interface ProxySettingRepository extends Repository<ProxySettingRow, Long> {

    ProxySettingRow saveAndFlush(ProxySettingRow row);

    void delete(ProxySettingRow row);

    void flush();

    List<ProxySettingRow> findByAppIdOrderByName(long appId);

    List<ProxySettingRow> findByAppIdIsNullOrderByName();

    List<ProxySettingRow> findAllByOrderByName();
}

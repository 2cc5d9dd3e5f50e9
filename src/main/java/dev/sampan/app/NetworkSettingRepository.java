package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set about networks. */
interface NetworkSettingRepository extends Repository<NetworkSettingRow, Long> {

    NetworkSettingRow saveAndFlush(NetworkSettingRow row);

    void delete(NetworkSettingRow row);

    void flush();

    List<NetworkSettingRow> findAllByOrderById();
}

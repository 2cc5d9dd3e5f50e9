package dev.sampan.certificate;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set about connections. */
interface TransportSettingRepository extends Repository<TransportSettingRow, Long> {

    TransportSettingRow saveAndFlush(TransportSettingRow row);

    void delete(TransportSettingRow row);

    void flush();

    List<TransportSettingRow> findAllByOrderById();
}

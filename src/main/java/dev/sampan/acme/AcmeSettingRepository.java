package dev.sampan.acme;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set about certificates from an authority. */
interface AcmeSettingRepository extends Repository<AcmeSettingRow, Long> {

    AcmeSettingRow saveAndFlush(AcmeSettingRow row);

    void delete(AcmeSettingRow row);

    void flush();

    List<AcmeSettingRow> findAllByOrderById();
}

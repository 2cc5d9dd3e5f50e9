package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of what somebody set about registries. */
interface RegistrySettingRepository extends Repository<RegistrySettingRow, Long> {

    RegistrySettingRow saveAndFlush(RegistrySettingRow row);

    void delete(RegistrySettingRow row);

    void flush();

    List<RegistrySettingRow> findAllByOrderById();
}

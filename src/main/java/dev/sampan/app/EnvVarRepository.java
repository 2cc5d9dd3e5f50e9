package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of config vars. */
interface EnvVarRepository extends Repository<EnvVarRow, Long> {

    EnvVarRow save(EnvVarRow row);

    void delete(EnvVarRow row);

    List<EnvVarRow> findByAppIdOrderByKey(long appId);

    List<EnvVarRow> findByAppIdIsNullOrderByKey();
}

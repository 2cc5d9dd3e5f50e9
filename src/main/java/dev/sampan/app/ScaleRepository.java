package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of wanted process counts. */
interface ScaleRepository extends Repository<ScaleRow, Long> {

    ScaleRow save(ScaleRow row);

    List<ScaleRow> findByAppId(long appId);
}

package dev.sampan.app;

import java.util.List;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table of limits that somebody set. */
interface LimitRepository extends Repository<LimitRow, Long> {

    LimitRow save(LimitRow row);

    List<LimitRow> findByAppIdOrderById(long appId);

    @Modifying
    @Query(
            "delete from LimitRow l where l.appId = :appId and l.processType = :processType and l.resource = :resource")
    void deleteOne(long appId, String processType, String resource);

    @Modifying
    @Query("delete from LimitRow l where l.appId = :appId and l.processType = :processType")
    void deleteScope(long appId, String processType);
}

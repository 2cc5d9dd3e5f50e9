package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of domains. */
interface DomainRepository extends Repository<DomainRow, Long> {

    DomainRow saveAndFlush(DomainRow row);

    void delete(DomainRow row);

    void flush();

    List<DomainRow> findByAppIdOrderById(long appId);
}

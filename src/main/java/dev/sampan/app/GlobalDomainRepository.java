package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of domains below which every app answers. */
interface GlobalDomainRepository extends Repository<GlobalDomainRow, Long> {

    GlobalDomainRow saveAndFlush(GlobalDomainRow row);

    void delete(GlobalDomainRow row);

    void flush();

    List<GlobalDomainRow> findAllByOrderById();
}

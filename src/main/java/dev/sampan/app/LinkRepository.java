package dev.sampan.app;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of links. */
interface LinkRepository extends Repository<LinkRow, Long> {

    LinkRow saveAndFlush(LinkRow row);

    void delete(LinkRow row);

    Optional<LinkRow> findByAppIdAndOtherId(long appId, long otherId);

    List<LinkRow> findAllByOrderById();
}

package dev.sampan.metrics;

import java.util.Collection;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** The table of events. */
interface LimitEventRepository extends Repository<LimitEventRow, Long> {

    LimitEventRow save(LimitEventRow row);

    void deleteAll(Iterable<? extends LimitEventRow> rows);

    List<LimitEventRow> findByAppOrderByIdDesc(String app, Limit limit);

    List<LimitEventRow> findByAppOrderByIdDesc(String app);

    List<LimitEventRow> findByKindInOrderByIdDesc(Collection<LimitEvent.Kind> kinds, Limit limit);
}

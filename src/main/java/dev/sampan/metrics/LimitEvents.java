package dev.sampan.metrics;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import java.util.Arrays;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What the limits of each app did to it lately. */
@Service
@Transactional
public class LimitEvents {

    /** Of each app the newest are kept; an app that always hits its limits must not fill the disk. */
    private static final int KEPT = 200;

    private final LimitEventRepository rows;
    private final Apps apps;

    LimitEvents(LimitEventRepository rows, Apps apps) {
        this.rows = rows;
        this.apps = apps;
    }

    /** Keeps an event; does nothing when the app is gone. */
    void add(LimitEvent event) {
        if (apps.exists(event.app())) {
            rows.save(new LimitEventRow(event));
            rows.deleteAll(
                    rows.findByAppOrderByIdDesc(event.app().value()).stream().skip(KEPT).toList());
        }
    }

    /** The last events of an app, the newest first. */
    @Transactional(readOnly = true)
    public List<LimitEvent> last(AppName app, int count) {
        apps.require(app);
        return rows.findByAppOrderByIdDesc(app.value(), Limit.of(count)).stream()
                .map(LimitEventRow::toEvent)
                .toList();
    }

    /** The last times that any app was slowed down by its neighbours or its own want of memory, the newest first. */
    @Transactional(readOnly = true)
    public List<LimitEvent> lastSlowdowns(int count) {
        List<LimitEvent.Kind> kinds = Arrays.stream(Shortage.values()).map(Shortage::kind).toList();
        return rows.findByKindInOrderByIdDesc(kinds, Limit.of(count)).stream()
                .map(LimitEventRow::toEvent)
                .toList();
    }
}

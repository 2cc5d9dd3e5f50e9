package dev.sampan.app;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How many processes of each type each app wants. */
@Service
@Transactional
public class Formations {

    private final Apps apps;
    private final ScaleRepository rows;

    Formations(Apps apps, ScaleRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    @Transactional(readOnly = true)
    public Formation of(AppName app) {
        Map<ProcessType, Integer> quantities = new HashMap<>();
        rows.findByAppId(apps.require(app).id())
                .forEach(row -> quantities.put(row.processType(), row.quantity()));
        return Formation.of(quantities);
    }

    /**
     * Sets how many processes of some types are wanted.
     *
     * @throws RefusedException when a quantity is outside its range
     */
    public Formation scale(AppName app, Map<ProcessType, Integer> quantities) {
        quantities.forEach(Formation::check);
        long appId = apps.locked(app).id();
        Map<ProcessType, Integer> rest = new HashMap<>(quantities);
        for (ScaleRow row : rows.findByAppId(appId)) {
            @Nullable Integer quantity = rest.remove(row.processType());
            if (quantity != null) {
                row.change(quantity);
                rows.save(row);
            }
        }
        rest.forEach((type, quantity) -> rows.save(new ScaleRow(appId, type, quantity)));
        return of(app);
    }
}

package dev.sampan.app;

import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What was added to the builds of apps that bring a Dockerfile, in the order in which it was. */
@Service
@Transactional
public class DockerOptions {

    private static final int MOST = 200;

    private final Apps apps;
    private final DockerOptionRepository rows;

    DockerOptions(Apps apps, DockerOptionRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    @Transactional(readOnly = true)
    public List<DockerOption> of(AppName app) {
        return rows.findByAppIdOrderById(apps.require(app).id()).stream()
                .map(DockerOptionRow::option)
                .toList();
    }

    /**
     * Adds an option.
     *
     * @return false when it is there already
     */
    public boolean add(AppName app, DockerOption option) {
        App owner = apps.locked(app);
        List<DockerOption> known = of(app);
        if (known.contains(option)) {
            return false;
        }
        if (known.size() >= MOST) {
            throw RefusedException.conflict(
                    "App '%s' has %d options already; take some away with `docker-options:remove`"
                            .formatted(app, MOST));
        }
        rows.saveAndFlush(new DockerOptionRow(owner.id(), option));
        return true;
    }

    /**
     * Takes an option away.
     *
     * @return false when there is none
     */
    public boolean remove(AppName app, DockerOption option) {
        App owner = apps.locked(app);
        List<DockerOptionRow> found =
                rows.findByAppIdOrderById(owner.id()).stream()
                        .filter(row -> row.option().equals(option))
                        .toList();
        found.forEach(rows::delete);
        return !found.isEmpty();
    }

    /** Takes all away. */
    public void clear(AppName app) {
        rows.findByAppIdOrderById(apps.locked(app).id()).forEach(rows::delete);
    }
}

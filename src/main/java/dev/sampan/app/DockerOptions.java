package dev.sampan.app;

import dev.sampan.secret.Secrets;
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
    private final Secrets secrets;

    DockerOptions(Apps apps, DockerOptionRepository rows, Secrets secrets) {
        this.apps = apps;
        this.rows = rows;
        this.secrets = secrets;
    }

    @Transactional(readOnly = true)
    public List<DockerOption> of(AppName app) {
        return rows.findByAppIdOrderById(apps.require(app).id()).stream()
                .map(row -> open(app, row))
                .toList();
    }

    private DockerOption open(AppName app, DockerOptionRow row) {
        return new DockerOption(secrets.open(SecretNames.dockerOption(app), row.sealed()));
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
        rows.saveAndFlush(
                new DockerOptionRow(
                        owner.id(), secrets.seal(SecretNames.dockerOption(app), option.text())));
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
                        .filter(row -> open(app, row).equals(option))
                        .toList();
        found.forEach(rows::delete);
        return !found.isEmpty();
    }

    /** Takes all away. */
    public void clear(AppName app) {
        rows.findByAppIdOrderById(apps.locked(app).id()).forEach(rows::delete);
    }
}

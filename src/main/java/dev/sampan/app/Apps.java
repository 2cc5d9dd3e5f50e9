package dev.sampan.app;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** All apps, and what is wanted of each. */
@Service
@Transactional
public class Apps {

    private final AppRepository rows;
    private final Domains domains;
    private final Clock clock = Clock.systemUTC();

    Apps(AppRepository rows, Domains domains) {
        this.rows = rows;
        this.domains = domains;
    }

    /**
     * Makes an app that is wanted to run and has no release yet.
     *
     * @throws RefusedException when the name is taken, or the app's host name belongs to another app
     */
    public App create(AppName name) {
        if (rows.existsByName(name.value())) {
            throw taken();
        }
        domains.requireFree(name);
        try {
            return rows.saveAndFlush(new App(name, clock.instant().truncatedTo(ChronoUnit.MICROS)));
        } catch (DataIntegrityViolationException e) {
            RefusedException failure = taken();
            failure.initCause(e);
            throw failure;
        }
    }

    @Transactional(readOnly = true)
    public Optional<App> find(AppName name) {
        return rows.findByName(name.value());
    }

    @Transactional(readOnly = true)
    public boolean exists(AppName name) {
        return rows.existsByName(name.value());
    }

    /**
     * The app of a name.
     *
     * @throws AppNotFoundException when there is no such app
     */
    @Transactional(readOnly = true)
    public App require(AppName name) {
        return find(name).orElseThrow(() -> new AppNotFoundException(name.value()));
    }

    /** All apps, by name. */
    @Transactional(readOnly = true)
    public List<App> list() {
        return rows.findAllByOrderByName();
    }

    /** Forgets an app and everything this module knows of it: releases, config, domains, limits, formation. */
    public void destroy(AppName name) {
        rows.delete(locked(name));
    }

    /**
     * Sets the branch whose push deploys; null or an empty text unsets it, so that the next push sets it.
     *
     * @throws RefusedException when no branch can be called so
     */
    public void deployFrom(AppName name, @Nullable String branch) {
        locked(name)
                .deployFrom(
                        branch == null || branch.isEmpty()
                                ? null
                                : BranchName.parse(branch).value());
    }

    /** Wants the processes to run. */
    public void start(AppName name) {
        locked(name).start();
    }

    /** Wants no process to run. */
    public void stop(AppName name) {
        locked(name).stop();
    }

    /**
     * Refuses deploys from now on.
     *
     * @throws RefusedException when it is locked already
     */
    public void lock(AppName name) {
        locked(name).lock();
    }

    public void unlock(AppName name) {
        locked(name).unlock();
    }

    App locked(AppName name) {
        return rows.lockByName(name.value())
                .orElseThrow(() -> new AppNotFoundException(name.value()));
    }

    private static RefusedException taken() {
        return RefusedException.conflict("Name is already taken");
    }
}

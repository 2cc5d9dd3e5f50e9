package dev.sampan.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The host names under which each app answers. An app has a default one, `<app>.<domain>` for each global domain or its
 * own name when that is a host name, and those that were added. No two apps share one.
 */
@Service
@Transactional
public class Domains {

    private final AppRepository apps;
    private final DomainRepository rows;
    private final AppProperties properties;

    Domains(AppRepository apps, DomainRepository rows, AppProperties properties) {
        this.apps = apps;
        this.rows = rows;
        this.properties = properties;
    }

    /** Every host name of an app, those that were added first; empty when its domains are disabled. */
    @Transactional(readOnly = true)
    public List<DomainName> of(AppName app) {
        App found = require(app);
        return found.hasDomainsEnabled() ? namesOf(found) : List.of();
    }

    /** Every host name of an app, also when its domains are disabled. */
    @Transactional(readOnly = true)
    public List<DomainName> configured(AppName app) {
        return namesOf(require(app));
    }

    /** Whether requests are routed to the app at all. */
    @Transactional(readOnly = true)
    public boolean isEnabled(AppName app) {
        return require(app).hasDomainsEnabled();
    }

    /** The domains below which every app answers. */
    @Transactional(readOnly = true)
    public List<DomainName> global() {
        List<DomainName> names =
                rows.findByAppIdIsNullOrderById().stream().map(DomainRow::name).toList();
        return names.isEmpty() ? List.of(new DomainName(properties.domain())) : names;
    }

    /**
     * Adds a host name.
     *
     * @return false when the app has it already
     * @throws RefusedException when another app has it
     */
    public boolean add(AppName app, DomainName name) {
        App owner = locked(app);
        if (namesOf(owner).contains(name)) {
            return false;
        }
        requireFree(name, owner);
        rows.saveAndFlush(new DomainRow(owner.id(), name));
        return true;
    }

    /**
     * Removes a host name, added or default.
     *
     * @return false when the app does not have it
     */
    public boolean remove(AppName app, DomainName name) {
        App owner = locked(app);
        Optional<DomainRow> row =
                rows.findByAppIdOrderById(owner.id()).stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst();
        row.ifPresent(this::delete);
        if (row.isPresent()) {
            return true;
        }
        List<DomainName> defaults = owner.hasDefaultDomain() ? defaultsOf(app) : List.of();
        if (!defaults.contains(name)) {
            return false;
        }
        owner.useDefaultDomain(false);
        defaults.stream()
                .filter(other -> !other.equals(name))
                .forEach(other -> rows.saveAndFlush(new DomainRow(owner.id(), other)));
        return true;
    }

    /** Gives an app exactly these host names. */
    public void set(AppName app, Collection<DomainName> names) {
        App owner = locked(app);
        names.forEach(name -> requireFree(name, owner));
        clear(app);
        new LinkedHashSet<>(names)
                .forEach(name -> rows.saveAndFlush(new DomainRow(owner.id(), name)));
    }

    /** Takes all host names from an app, the default one too. */
    public void clear(AppName app) {
        App owner = locked(app);
        owner.useDefaultDomain(false);
        rows.findByAppIdOrderById(owner.id()).forEach(this::delete);
    }

    /** Gives an app its default host name again, and no other. */
    public void reset(AppName app) {
        clear(app);
        locked(app).useDefaultDomain(true);
    }

    /** Routes requests to the app, or stops routing them, and keeps its host names. */
    public void enable(AppName app, boolean enabled) {
        locked(app).enableDomains(enabled);
    }

    /** Gives all apps exactly these global domains; none means the configured one. */
    public void setGlobal(Collection<DomainName> names) {
        names.forEach(
                name ->
                        rows.findByName(name.value())
                                .filter(row -> row.appId() != null)
                                .ifPresent(
                                        row -> {
                                            throw RefusedException.conflict(
                                                    "Domain '%s' belongs to an app"
                                                            .formatted(name));
                                        }));
        rows.findByAppIdIsNullOrderById().forEach(this::delete);
        new LinkedHashSet<>(names).forEach(name -> rows.saveAndFlush(new DomainRow(null, name)));
    }

    /** Refuses the name of a new app whose default host name belongs to another app. */
    void requireFree(AppName newApp) {
        defaultsOf(newApp).forEach(name -> requireFree(name, null));
    }

    private void requireFree(DomainName name, @Nullable App owner) {
        for (App app : apps.findAllByOrderByName()) {
            if ((owner == null || app.id() != owner.id()) && namesOf(app).contains(name)) {
                throw RefusedException.conflict(
                        "Domain '%s' is already used by app '%s'. Remove it there first"
                                .formatted(name, app.name()));
            }
        }
    }

    private List<DomainName> namesOf(App app) {
        List<DomainName> names = new ArrayList<>();
        rows.findByAppIdOrderById(app.id()).forEach(row -> names.add(row.name()));
        if (app.hasDefaultDomain()) {
            defaultsOf(app.name()).stream()
                    .filter(name -> !names.contains(name))
                    .forEach(names::add);
        }
        return names;
    }

    private List<DomainName> defaultsOf(AppName app) {
        if (app.isHostName()) {
            return List.of(new DomainName(app.value()));
        }
        return global().stream().map(domain -> new DomainName(app.value() + "." + domain)).toList();
    }

    private void delete(DomainRow row) {
        rows.delete(row);
        rows.flush();
    }

    private App require(AppName app) {
        return apps.findByName(app.value())
                .orElseThrow(() -> new AppNotFoundException(app.value()));
    }

    private App locked(AppName app) {
        return apps.lockByName(app.value())
                .orElseThrow(() -> new AppNotFoundException(app.value()));
    }
}

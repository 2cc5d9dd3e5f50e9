package dev.sampan.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
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
    private final GlobalDomainRepository globals;
    private final AppProperties properties;

    Domains(
            AppRepository apps,
            DomainRepository rows,
            GlobalDomainRepository globals,
            AppProperties properties) {
        this.apps = apps;
        this.rows = rows;
        this.globals = globals;
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
                globals.findAllByOrderById().stream().map(GlobalDomainRow::name).toList();
        return names.isEmpty() ? configuredGlobal() : names;
    }

    /** The domain of the configuration, which holds while no other is set. */
    public List<DomainName> configuredGlobal() {
        return List.of(new DomainName(properties.domain()));
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
        save(owner, name);
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
        defaults.stream().filter(other -> !other.equals(name)).forEach(other -> save(owner, other));
        return true;
    }

    /** Gives an app exactly these host names. */
    public void set(AppName app, Collection<DomainName> names) {
        App owner = locked(app);
        names.forEach(name -> requireFree(name, owner));
        clear(app);
        new LinkedHashSet<>(names).forEach(name -> save(owner, name));
    }

    /** Takes all host names from an app, the default one too. */
    public void clear(AppName app) {
        App owner = locked(app);
        owner.useDefaultDomain(false);
        rows.findByAppIdOrderById(owner.id()).forEach(this::delete);
    }

    /**
     * Gives an app its default host name again, and no other.
     *
     * @throws RefusedException when another app has it by now
     */
    public void reset(AppName app) {
        App owner = locked(app);
        defaultsOf(app).forEach(name -> requireFree(name, owner));
        clear(app);
        owner.useDefaultDomain(true);
    }

    /** Routes requests to the app, or stops routing them, and keeps its host names. */
    public void enable(AppName app, boolean enabled) {
        locked(app).enableDomains(enabled);
    }

    /**
     * Gives all apps exactly these global domains; none means the configured one.
     *
     * @throws RefusedException when no name can stand below one of them, or two apps would have the same
     */
    public void setGlobal(Collection<DomainName> names) {
        names.forEach(DomainName::requireParent);
        globals.findAllByOrderById().forEach(globals::delete);
        globals.flush();
        new LinkedHashSet<>(names).forEach(name -> globals.saveAndFlush(new GlobalDomainRow(name)));
        requireDistinct();
    }

    private void requireDistinct() {
        Map<DomainName, AppName> owners = new HashMap<>();
        for (App app : apps.findAllByOrderByName()) {
            for (DomainName name : namesOf(app)) {
                AppName other = owners.putIfAbsent(name, app.name());
                if (other != null) {
                    throw RefusedException.conflict(
                            "Apps '%s' and '%s' would both have the domain '%s'. Remove it from one of them first"
                                    .formatted(other, app.name(), name));
                }
            }
        }
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

    private void save(App owner, DomainName name) {
        try {
            rows.saveAndFlush(new DomainRow(owner.id(), name));
        } catch (DataIntegrityViolationException e) {
            RefusedException failure =
                    RefusedException.conflict(
                            "Domain '%s' was taken by another app just now".formatted(name));
            failure.initCause(e);
            throw failure;
        }
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

package dev.sampan.app;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which apps may open connections to which others. A link goes one way, and it ends with either app. An app that is linked
 * to itself has processes that reach each other.
 */
@Service
@Transactional
public class Links {

    private final Apps apps;
    private final LinkRepository rows;

    Links(Apps apps, LinkRepository rows) {
        this.apps = apps;
        this.rows = rows;
    }

    /**
     * Lets an app open connections to another.
     *
     * @return false when it may already
     * @throws AppNotFoundException when one of them does not exist
     */
    public boolean add(AppName app, AppName other) {
        long from = apps.locked(app).id();
        long to = apps.require(other).id();
        if (rows.findByAppIdAndOtherId(from, to).isPresent()) {
            return false;
        }
        rows.saveAndFlush(new LinkRow(from, to));
        return true;
    }

    /**
     * Lets it no more.
     *
     * @return false when it might not before
     */
    public boolean remove(AppName app, AppName other) {
        long from = apps.locked(app).id();
        Optional<LinkRow> row = rows.findByAppIdAndOtherId(from, apps.require(other).id());
        row.ifPresent(rows::delete);
        return row.isPresent();
    }

    /** The apps that an app may open connections to. */
    @Transactional(readOnly = true)
    public List<AppName> of(AppName app) {
        apps.require(app);
        return List.copyOf(all().getOrDefault(app, new TreeSet<>()));
    }

    /** The apps that may open connections to an app. */
    @Transactional(readOnly = true)
    public List<AppName> to(AppName app) {
        apps.require(app);
        return all().entrySet().stream()
                .filter(link -> link.getValue().contains(app))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of each app that is linked to any, those that it may open connections to. */
    @Transactional(readOnly = true)
    public SortedMap<AppName, SortedSet<AppName>> all() {
        SortedMap<AppName, SortedSet<AppName>> links = new TreeMap<>();
        List<LinkRow> found = rows.findAllByOrderById();
        if (found.isEmpty()) {
            return links;
        }
        Map<Long, AppName> names = new HashMap<>();
        apps.list().forEach(app -> names.put(app.id(), app.name()));
        for (LinkRow row : found) {
            AppName from = names.get(row.appId());
            AppName to = names.get(row.otherId());
            if (from != null && to != null) {
                links.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
            }
        }
        return links;
    }
}

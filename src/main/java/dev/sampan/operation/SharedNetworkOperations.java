package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Attachment;
import dev.sampan.app.NetworkName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.SharedNetworks;
import dev.sampan.scheduler.Scheduler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Networks by which apps reach one another. Every change reaches running processes at once. */
@Service
public final class SharedNetworkOperations {

    private final Guard guard;
    private final Apps apps;
    private final SharedNetworks networks;
    private final Scheduler scheduler;

    SharedNetworkOperations(Guard guard, Apps apps, SharedNetworks networks, Scheduler scheduler) {
        this.guard = guard;
        this.apps = apps;
        this.networks = networks;
        this.scheduler = scheduler;
    }

    /**
     * What is set of networks.
     *
     * @param attachments the networks of each kind; none is empty
     * @param domain below which others find the app
     */
    public record Attached(
            Map<Attachment, List<NetworkName>> attachments, Optional<String> domain) {

        /** What holds for an app: its own, and of these for all where it has nothing. */
        public Attached over(Attached global) {
            Map<Attachment, List<NetworkName>> all = new TreeMap<>(global.attachments);
            attachments.forEach(
                    (attachment, names) -> {
                        if (!names.isEmpty()) {
                            all.put(attachment, names);
                        }
                    });
            return new Attached(all, domain.or(global::domain));
        }
    }

    /** The networks that were made, each with when it was. */
    public SortedMap<NetworkName, Instant> list(Caller caller) {
        return guard.view(caller, Guard.PLATFORM, "network:list", networks::all);
    }

    /** What is set for an app itself, or for all apps. */
    public Attached of(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller,
                app,
                "network:report",
                () -> {
                    Map<Attachment, List<NetworkName>> attachments = new TreeMap<>();
                    for (Attachment attachment : Attachment.values()) {
                        attachments.put(attachment, networks.get(app, attachment));
                    }
                    return new Attached(attachments, networks.domain(app));
                });
    }

    /** Where the web processes of an app listen, by address and port. */
    public List<String> webListeners(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "network:report",
                () ->
                        scheduler.current(app).stream()
                                .filter(instance -> instance.port() > 0)
                                .map(
                                        instance ->
                                                instance.address().getHostAddress()
                                                        + ":"
                                                        + instance.port())
                                .sorted()
                                .toList());
    }

    /** Makes a network. */
    public void create(Caller caller, NetworkName name) {
        change(
                caller,
                "network:create",
                name,
                () -> networks.create(name, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    }

    /**
     * Takes a network away.
     *
     * @throws RefusedException when there is none, or an app that is attached to it runs
     */
    public void destroy(Caller caller, NetworkName name) {
        change(
                caller,
                "network:destroy",
                name,
                () -> {
                    if (!networks.all().containsKey(name)) {
                        throw RefusedException.notFound(
                                "Network '%s' does not exist".formatted(name));
                    }
                    String running =
                            attachedTo(List.of(name)).stream()
                                    .filter(app -> !scheduler.current(app).isEmpty())
                                    .map(AppName::value)
                                    .collect(Collectors.joining(", "));
                    if (!running.isEmpty()) {
                        throw RefusedException.conflict(
                                "Network '%s' cannot be destroyed: these apps are attached to it and run: %s. Take them from it with `network:set` first"
                                        .formatted(name, running));
                    }
                    networks.destroy(name);
                });
    }

    private void change(Caller caller, String action, NetworkName name, Runnable work) {
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                action,
                name,
                () -> {
                    work.run();
                    scheduler.refreshNetwork();
                    return name;
                });
    }

    /**
     * Attaches an app, or all that have nothing of their own there, to exactly these networks. Who attaches an app opens it
     * to those that are there, and these to it: it takes the right to deploy them, too.
     *
     * @return those of the networks that nobody made yet
     */
    public List<NetworkName> attach(
            Caller caller, Optional<AppName> app, Attachment attachment, List<NetworkName> names) {
        return set(
                caller,
                app,
                attachment.word(),
                () -> {
                    for (AppName other : attachedTo(names)) {
                        guard.check(
                                caller,
                                Optional.of(other),
                                Permission.DEPLOY,
                                "network:set",
                                subject(app, attachment.word()));
                    }
                    networks.attach(app, attachment, names);
                    List<NetworkName> missing = new ArrayList<>(names);
                    missing.removeAll(networks.all().keySet());
                    return missing;
                });
    }

    /** Sets the domain below which others find an app; empty forgets it. */
    public void setDomain(Caller caller, Optional<AppName> app, Optional<String> domain) {
        set(
                caller,
                app,
                "tld",
                () -> {
                    networks.setDomain(app, domain);
                    return domain;
                });
    }

    private <T> T set(
            Caller caller, Optional<AppName> app, String what, Work<T, RuntimeException> work) {
        return guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                "network:set",
                subject(app, what),
                () -> {
                    app.ifPresent(apps::require);
                    T answer = work.run();
                    scheduler.refreshNetwork();
                    return answer;
                });
    }

    private static String subject(Optional<AppName> app, String what) {
        return app.map(AppName::value).orElse("--global") + " " + what;
    }

    private SortedSet<AppName> attachedTo(List<NetworkName> names) {
        SortedSet<AppName> attached = new TreeSet<>();
        networks.attached()
                .forEach(
                        (name, there) -> {
                            if (names.contains(name)) {
                                attached.addAll(there);
                            }
                        });
        return attached;
    }
}

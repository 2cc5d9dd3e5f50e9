package dev.sampan.app;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Networks that somebody made, and the apps that are attached to them: these reach one another, and their own processes reach
 * each other. An app may be attached to a network that nobody made yet; it reaches nobody by it until then.
 */
@Service
@Transactional
public class SharedNetworks {

    private static final String NETWORKS = "networks";
    private static final String SCOPE = "network";
    private static final String TLD = "tld";
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?");

    private final Settings settings;

    SharedNetworks(Settings settings) {
        this.settings = settings;
    }

    /** The networks that were made, each with when it was. */
    @Transactional(readOnly = true)
    public SortedMap<NetworkName, Instant> all() {
        SortedMap<NetworkName, Instant> all = new TreeMap<>();
        settings.of(NETWORKS, Optional.empty())
                .forEach((name, at) -> all.put(new NetworkName(name), Instant.parse(at)));
        return all;
    }

    /**
     * Makes a network.
     *
     * @throws RefusedException when there is one of that name
     */
    public void create(NetworkName name, Instant at) {
        if (all().containsKey(name)) {
            throw RefusedException.conflict("Network '%s' exists already".formatted(name));
        }
        var _ = settings.set(NETWORKS, Optional.empty(), name.value(), Optional.of(at.toString()));
    }

    /** Takes it away; what is attached to it stays so, and reaches nobody by it. */
    public void destroy(NetworkName name) {
        var _ = settings.set(NETWORKS, Optional.empty(), name.value(), Optional.empty());
    }

    /** What is set for an app itself, or for all apps. */
    @Transactional(readOnly = true)
    public List<NetworkName> get(Optional<AppName> app, Attachment attachment) {
        return names(settings.of(SCOPE, app), attachment);
    }

    /** Attaches an app, or all that have nothing of their own there, to exactly these networks. */
    public void attach(Optional<AppName> app, Attachment attachment, List<NetworkName> networks) {
        Optional<String> value =
                networks.stream()
                        .map(NetworkName::value)
                        .reduce((left, right) -> left + "," + right);
        var _ = settings.set(SCOPE, app, attachment.word(), value);
    }

    /** The domain below which the others find an app, set for it itself, or for all apps. */
    @Transactional(readOnly = true)
    public Optional<String> domain(Optional<AppName> app) {
        return settings.get(SCOPE, app, TLD);
    }

    /**
     * Sets that domain; empty forgets it.
     *
     * @throws RefusedException when it is none
     */
    public void setDomain(Optional<AppName> app, Optional<String> domain) {
        domain.filter(text -> !DOMAIN.matcher(text).matches())
                .ifPresent(
                        text -> {
                            throw RefusedException.invalid(
                                    "'%s' cannot be the tld of names. Write a domain such as svc.cluster.local"
                                            .formatted(Excerpt.of(text)));
                        });
        var _ = settings.set(SCOPE, app, TLD, domain);
    }

    /** The domain that holds for each app that has one. */
    @Transactional(readOnly = true)
    public Map<AppName, String> domains() {
        return effective(TLD);
    }

    /** The apps that are attached to each network, whether it was made or not. */
    @Transactional(readOnly = true)
    public SortedMap<NetworkName, SortedSet<AppName>> attached() {
        SortedMap<NetworkName, SortedSet<AppName>> attached = new TreeMap<>();
        for (Attachment attachment : Attachment.values()) {
            effective(attachment.word())
                    .forEach(
                            (app, text) ->
                                    names(Map.of(attachment.word(), text), attachment)
                                            .forEach(
                                                    name ->
                                                            attached.computeIfAbsent(
                                                                            name,
                                                                            _ -> new TreeSet<>())
                                                                    .add(app)));
        }
        return attached;
    }

    /** Of each app that is attached to a network that was made, all apps there, itself among them. */
    @Transactional(readOnly = true)
    public SortedMap<AppName, SortedSet<AppName>> peers() {
        SortedMap<AppName, SortedSet<AppName>> peers = new TreeMap<>();
        SortedMap<NetworkName, SortedSet<AppName>> attached = attached();
        attached.keySet().retainAll(all().keySet());
        attached.values()
                .forEach(
                        apps ->
                                apps.forEach(
                                        app ->
                                                peers.computeIfAbsent(app, _ -> new TreeSet<>())
                                                        .addAll(apps)));
        return peers;
    }

    /** What holds for each app for which something is set, or for all. */
    private Map<AppName, String> effective(String name) {
        Optional<String> global = settings.get(SCOPE, Optional.empty(), name);
        return settings.ofEach(SCOPE).entrySet().stream()
                .filter(app -> global.isPresent() || app.getValue().containsKey(name))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                app -> app.getValue().getOrDefault(name, global.orElse(""))));
    }

    private static List<NetworkName> names(Map<String, String> set, Attachment attachment) {
        String text = set.getOrDefault(attachment.word(), "");
        return text.isEmpty()
                ? List.of()
                : List.of(text.split(",", -1)).stream().map(NetworkName::new).toList();
    }
}

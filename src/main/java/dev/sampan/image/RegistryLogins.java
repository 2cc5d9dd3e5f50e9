package dev.sampan.image;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.PrivateFile;
import dev.sampan.secret.SealedLogin;
import dev.sampan.secret.SealedStore;
import dev.sampan.secret.SecretName;
import dev.sampan.secret.Secrets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The logins at registries, those of one app and those of all: `secrets/registries.json`, for root alone, the passwords sealed.
 */
@Component
public final class RegistryLogins implements SealedStore {

    private static final String ALL = SecretName.ALL;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrivateFile file;
    private final Secrets secrets;

    RegistryLogins(SampanHome home, Secrets secrets) {
        this.file = new PrivateFile(home.resolve("secrets", "registries.json"));
        this.secrets = secrets;
    }

    /** The login of an app at a registry, else that of all apps. */
    public synchronized Optional<RegistryLogin> find(String app, String registry) {
        SortedMap<String, SortedMap<String, SealedLogin>> all = load();
        return open(all, app, registry).or(() -> open(all, ALL, registry));
    }

    private Optional<RegistryLogin> open(
            Map<String, SortedMap<String, SealedLogin>> all, String owner, String registry) {
        return Optional.ofNullable(of(all, owner).get(registry))
                .map(login -> open(owner, registry, login));
    }

    private RegistryLogin open(String owner, String registry, SealedLogin login) {
        return new RegistryLogin(login.username(), login.open(secrets, name(owner, registry)));
    }

    private static SecretName name(String owner, String registry) {
        return new SecretName("login at registry", owner, registry);
    }

    /**
     * The logins of an app at some registries, its own or else those of all apps, in the form that container tools read.
     *
     * @return empty when there is none
     * @see <a href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">containers-auth.json</a>
     */
    public synchronized Optional<String> authFile(String app, Collection<String> registries) {
        Map<String, Map<String, String>> auths = new TreeMap<>();
        for (String registry : registries) {
            find(app, registry)
                    .map(login -> login.basic().substring("Basic ".length()))
                    .ifPresent(basic -> auths.put(registry, Map.of("auth", basic)));
        }
        return auths.isEmpty()
                ? Optional.empty()
                : Optional.of(JSON.writeValueAsString(Map.of("auths", auths)));
    }

    /** The registries of one app, or of all apps, and the user name at each. */
    public synchronized SortedMap<String, String> users(Optional<String> app) {
        SortedMap<String, String> users = new TreeMap<>();
        of(load(), app.orElse(ALL))
                .forEach((registry, login) -> users.put(registry, login.username()));
        return users;
    }

    /** Keeps a login of one app, or of all apps; it replaces an earlier one. */
    public synchronized void put(Optional<String> app, String registry, RegistryLogin login) {
        SortedMap<String, SortedMap<String, SealedLogin>> all = load();
        put(all, app.orElse(ALL), registry, login);
        save(all);
    }

    private void put(
            Map<String, SortedMap<String, SealedLogin>> all,
            String owner,
            String registry,
            RegistryLogin login) {
        all.computeIfAbsent(owner, _ -> new TreeMap<>())
                .put(
                        registry,
                        SealedLogin.of(
                                secrets,
                                name(owner, registry),
                                login.username(),
                                login.password()));
    }

    /**
     * Forgets a login.
     *
     * @return whether there was one
     */
    public synchronized boolean remove(Optional<String> app, String registry) {
        SortedMap<String, SortedMap<String, SealedLogin>> all = load();
        boolean removed = of(all, app.orElse(ALL)).remove(registry) != null;
        if (removed) {
            save(all);
        }
        return removed;
    }

    /** Forgets all logins of an app. */
    public synchronized void forget(String app) {
        SortedMap<String, SortedMap<String, SealedLogin>> all = load();
        if (all.remove(app) != null) {
            save(all);
        }
    }

    @Override
    public synchronized Set<String> keyIds() {
        return SealedLogin.keyIds(load().values().stream().flatMap(own -> own.values().stream()));
    }

    @Override
    public synchronized int reseal() {
        SortedMap<String, SortedMap<String, SealedLogin>> all = load();
        int sealed = 0;
        for (Map.Entry<String, SortedMap<String, SealedLogin>> own : all.entrySet()) {
            for (Map.Entry<String, SealedLogin> login : List.copyOf(own.getValue().entrySet())) {
                if (!login.getValue().isCurrent(secrets)) {
                    String registry = login.getKey();
                    put(
                            all,
                            own.getKey(),
                            registry,
                            open(own.getKey(), registry, login.getValue()));
                    sealed++;
                }
            }
        }
        if (sealed > 0) {
            save(all);
        }
        return sealed;
    }

    @Override
    public synchronized List<SecretName> forget(Set<String> keyIds) {
        SortedMap<String, SortedMap<String, SealedLogin>> all = load();
        List<SecretName> names = new ArrayList<>();
        all.forEach(
                (owner, own) ->
                        own.forEach(
                                (registry, login) -> {
                                    if (login.isSealedWith(keyIds)) {
                                        names.add(name(owner, registry));
                                    }
                                }));
        names.forEach(name -> of(all, name.owner()).remove(name.name()));
        save(all);
        return names;
    }

    private static SortedMap<String, SealedLogin> of(
            Map<String, SortedMap<String, SealedLogin>> all, String key) {
        return all.getOrDefault(key, new TreeMap<>());
    }

    private SortedMap<String, SortedMap<String, SealedLogin>> load() {
        try {
            return JSON.readValue(
                    file.read().orElse("{}"),
                    new TypeReference<TreeMap<String, SortedMap<String, SealedLogin>>>() {});
        } catch (IOException | JacksonException e) {
            throw new ImageStoreException(
                    "The logins at registries in '%s' cannot be read: %s. Repair the file, or remove it and log in again"
                            .formatted(file.path(), reason(e)),
                    e);
        }
    }

    /** What a parser says would show what it read. */
    private static String reason(Exception e) {
        return e instanceof JacksonException ? "they are not as they were written" : e.toString();
    }

    private void save(SortedMap<String, SortedMap<String, SealedLogin>> all) {
        try {
            file.write(JSON.writeValueAsString(all));
        } catch (IOException e) {
            throw new ImageStoreException(
                    "The logins at registries cannot be written to '%s': %s"
                            .formatted(file.path(), e.getMessage()),
                    e);
        }
    }
}

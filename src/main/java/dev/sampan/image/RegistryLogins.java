package dev.sampan.image;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The logins at registries, those of one app and those of all: `secrets/registries.json`, for root alone.
 */
@Component
public final class RegistryLogins {

    /** The key of what holds for all apps; no app can have this name. */
    private static final String ALL = "*";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Path file;

    RegistryLogins(SampanHome home) {
        this.folder = home.resolve("secrets");
        this.file = folder.resolve("registries.json");
    }

    /** The login of an app at a registry, else that of all apps. */
    public synchronized Optional<RegistryLogin> find(String app, String registry) {
        SortedMap<String, SortedMap<String, RegistryLogin>> all = load();
        return Optional.ofNullable(of(all, app).get(registry))
                .or(() -> Optional.ofNullable(of(all, ALL).get(registry)));
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
        SortedMap<String, SortedMap<String, RegistryLogin>> all = load();
        all.computeIfAbsent(app.orElse(ALL), _ -> new TreeMap<>()).put(registry, login);
        save(all);
    }

    /**
     * Forgets a login.
     *
     * @return whether there was one
     */
    public synchronized boolean remove(Optional<String> app, String registry) {
        SortedMap<String, SortedMap<String, RegistryLogin>> all = load();
        boolean removed = of(all, app.orElse(ALL)).remove(registry) != null;
        if (removed) {
            save(all);
        }
        return removed;
    }

    /** Forgets all logins of an app. */
    public synchronized void forget(String app) {
        SortedMap<String, SortedMap<String, RegistryLogin>> all = load();
        if (all.remove(app) != null) {
            save(all);
        }
    }

    private static SortedMap<String, RegistryLogin> of(
            Map<String, SortedMap<String, RegistryLogin>> all, String key) {
        return all.getOrDefault(key, new TreeMap<>());
    }

    private SortedMap<String, SortedMap<String, RegistryLogin>> load() {
        try {
            return JSON.readValue(
                    Files.readString(file),
                    new TypeReference<TreeMap<String, SortedMap<String, RegistryLogin>>>() {});
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        } catch (IOException | JacksonException e) {
            throw new ImageStoreException(
                    "The logins at registries in '%s' cannot be read: %s. Repair the file, or remove it and log in again"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private void save(SortedMap<String, SortedMap<String, RegistryLogin>> all) {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    fresh,
                    JSON.writeValueAsString(all),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.WRITE);
            Blobs.sync(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            Blobs.sync(folder);
        } catch (IOException e) {
            throw new ImageStoreException(
                    "The logins at registries cannot be written to '%s': %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}

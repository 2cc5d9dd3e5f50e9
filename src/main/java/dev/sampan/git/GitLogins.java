package dev.sampan.git;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The logins at hosts that source is fetched from by HTTPS: `secrets/git-logins.json`, for root alone. */
@Component
public final class GitLogins {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;

    GitLogins(SampanHome home) {
        this.file = home.resolve("secrets").resolve("git-logins.json");
    }

    /**
     * A login.
     *
     * @param username perhaps any, when the password is a token
     * @param password never shown
     */
    public record Login(String username, String password) {

        @Override
        public String toString() {
            return "Login[username=%s, password=[REDACTED]]".formatted(username);
        }
    }

    /** The login at a host. */
    public synchronized Optional<Login> find(String host) {
        return Optional.ofNullable(load().get(key(host)));
    }

    /** Keeps a login at a host; it replaces an earlier one. */
    public synchronized void put(String host, Login login) {
        Map<String, Login> all = load();
        all.put(key(host), login);
        save(all);
    }

    /**
     * Forgets the login at a host.
     *
     * @return whether there was one
     */
    public synchronized boolean remove(String host) {
        Map<String, Login> all = load();
        boolean removed = all.remove(key(host)) != null;
        if (removed) {
            save(all);
        }
        return removed;
    }

    /** Has a fetch log in where a login is known; never by HTTP without TLS, where others could read it. */
    void use(Transport transport) {
        URIish address = transport.getURI();
        if (isEncrypted(address) && address.getUser() == null) {
            find(name(address))
                    .ifPresent(
                            login ->
                                    transport.setCredentialsProvider(
                                            new AtHost(name(address), login)));
        }
    }

    /** Gives a login to the host that it is for, and not to one that this sends us on to. */
    private static final class AtHost extends UsernamePasswordCredentialsProvider {

        private final String name;

        AtHost(String name, Login login) {
            super(login.username(), login.password());
            this.name = name;
        }

        @Override
        public boolean get(URIish asking, CredentialItem... items) {
            return isEncrypted(asking)
                    && key(name(asking)).equals(key(name))
                    && super.get(asking, items);
        }
    }

    private static boolean isEncrypted(URIish address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static String name(URIish address) {
        String host = String.valueOf(address.getHost());
        return address.getPort() > 0 ? host + ":" + address.getPort() : host;
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    private Map<String, Login> load() {
        try {
            return JSON.readValue(
                    Files.readString(file), new TypeReference<TreeMap<String, Login>>() {});
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    "The git logins in '%s' cannot be read. Remove the file and set them again with git:auth"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save(Map<String, Login> all) {
        Path fresh = file.resolveSibling(".git-logins.json.new");
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, JSON.writeValueAsBytes(all));
            try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

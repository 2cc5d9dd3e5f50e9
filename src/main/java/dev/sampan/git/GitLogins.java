package dev.sampan.git;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.PrivateFile;
import dev.sampan.secret.SealedLogin;
import dev.sampan.secret.SealedStore;
import dev.sampan.secret.SecretName;
import dev.sampan.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The logins at hosts that source is fetched from by HTTPS: `secrets/git-logins.json`, for root alone, the passwords sealed. */
@Component
public final class GitLogins implements SealedStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrivateFile file;
    private final Secrets secrets;

    GitLogins(SampanHome home, Secrets secrets) {
        this.file = new PrivateFile(home.resolve("secrets", "git-logins.json"));
        this.secrets = secrets;
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
        return Optional.ofNullable(load().get(key(host))).map(login -> open(host, login));
    }

    private Login open(String host, SealedLogin login) {
        return new Login(login.username(), login.open(secrets, name(host)));
    }

    private static SecretName name(String host) {
        return new SecretName("login at git host", SecretName.ALL, key(host));
    }

    /** Keeps a login at a host; it replaces an earlier one. */
    public synchronized void put(String host, Login login) {
        Map<String, SealedLogin> all = load();
        all.put(key(host), seal(host, login));
        save(all);
    }

    private SealedLogin seal(String host, Login login) {
        return SealedLogin.of(secrets, name(host), login.username(), login.password());
    }

    @Override
    public synchronized Set<String> keyIds() {
        return SealedLogin.keyIds(load().values().stream());
    }

    @Override
    public synchronized int reseal() {
        Map<String, SealedLogin> all = load();
        int sealed = 0;
        for (Map.Entry<String, SealedLogin> login : all.entrySet()) {
            if (!login.getValue().isCurrent(secrets)) {
                login.setValue(seal(login.getKey(), open(login.getKey(), login.getValue())));
                sealed++;
            }
        }
        if (sealed > 0) {
            save(all);
        }
        return sealed;
    }

    @Override
    public synchronized List<SecretName> forget(Set<String> keyIds) {
        Map<String, SealedLogin> all = load();
        List<String> lost =
                all.entrySet().stream()
                        .filter(login -> login.getValue().isSealedWith(keyIds))
                        .map(Map.Entry::getKey)
                        .toList();
        lost.forEach(all::remove);
        save(all);
        return lost.stream().map(host -> name(host)).toList();
    }

    /**
     * Forgets the login at a host.
     *
     * @return whether there was one
     */
    public synchronized boolean remove(String host) {
        Map<String, SealedLogin> all = load();
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

    private Map<String, SealedLogin> load() {
        try {
            return JSON.readValue(
                    file.read().orElse("{}"), new TypeReference<TreeMap<String, SealedLogin>>() {});
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    "The git logins in '%s' cannot be read. Remove the file and set them again with git:auth"
                            .formatted(file.path()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save(Map<String, SealedLogin> all) {
        try {
            file.write(JSON.writeValueAsString(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

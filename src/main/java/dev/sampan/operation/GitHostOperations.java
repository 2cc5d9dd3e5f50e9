package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.account.SshKey;
import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import dev.sampan.git.DeployKey;
import dev.sampan.git.GitLogins;
import dev.sampan.git.RemoteSources;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** Private repositories elsewhere: by which key their hosts know us, and by which keys we know them. */
@Service
public final class GitHostOperations {

    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]{0,252})(?::([1-9][0-9]{0,4}))?");
    private static final int SSH = 22;
    private static final int LAST_PORT = 65_535;

    private final Guard guard;
    private final DeployKey key;
    private final RemoteSources sources;
    private final GitLogins logins;

    GitHostOperations(Guard guard, DeployKey key, RemoteSources sources, GitLogins logins) {
        this.guard = guard;
        this.key = key;
        this.sources = sources;
        this.logins = logins;
    }

    /** The public key that a private repository has to know, in the form of an authorized_keys file. */
    public String publicKey(Caller caller) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.DEPLOY,
                "git:public-key",
                () -> SshKey.entry(key.pair().getPublic()) + " sampan-deploy-key");
    }

    /**
     * Asks a host for its key, and knows it by that from then on.
     *
     * @param host perhaps with a port: `git.example:2222`
     * @return the key's fingerprint
     */
    public String allow(Caller caller, String host) {
        Matcher matcher = host(host);
        String name = matcher.group(1);
        int known = matcher.group(2) == null ? SSH : Integer.parseInt(matcher.group(2));
        return guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "git:allow-host",
                host,
                () -> sources.allowHost(name, known));
    }

    private static Matcher host(String host) {
        Matcher matcher = HOST.matcher(host);
        if (!matcher.matches()
                || (matcher.group(2) != null && Integer.parseInt(matcher.group(2)) > LAST_PORT)) {
            throw RefusedException.invalid(
                    "'%s' is no host. Write a name such as git.example, or git.example:2222"
                            .formatted(Excerpt.of(host)));
        }
        return matcher;
    }

    /** Keeps the login with which source is fetched from a host by HTTPS; empty forgets it. */
    public void login(Caller caller, String host, Optional<GitLogins.Login> login) {
        Matcher _ = host(host);
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "git:auth",
                host,
                () -> {
                    login.ifPresentOrElse(
                            known -> logins.put(host, known), () -> logins.remove(host));
                    return host;
                });
    }

    /** Whether there is a login at a host, or just this one. */
    public boolean isLoggedIn(Caller caller, String host, Optional<GitLogins.Login> login) {
        Matcher _ = host(host);
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "git:auth-status",
                () ->
                        logins.find(host)
                                .filter(known -> login.isEmpty() || login.get().equals(known))
                                .isPresent());
    }
}

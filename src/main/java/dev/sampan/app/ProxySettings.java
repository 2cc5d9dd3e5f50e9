package dev.sampan.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How the router treats each app: what is set for the app, else for all apps, else the default. */
@Service
@Transactional
public class ProxySettings {

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@-]+)+");
    private static final int LARGEST_PAGE = 65_536;
    private static final int MOST = 200;
    private static final String SCOPE = "proxy";

    private final Apps apps;
    private final Domains domains;
    private final Settings settings;

    ProxySettings(Apps apps, Domains domains, Settings settings) {
        this.apps = apps;
        this.domains = domains;
        this.settings = settings;
    }

    /** How one app is treated. */
    @Transactional(readOnly = true)
    public ProxyConfig of(AppName app) {
        return new ProxyConfig(
                settings.of(SCOPE, Optional.of(app)), settings.of(SCOPE, Optional.empty()));
    }

    /** What is set for all apps. */
    @Transactional(readOnly = true)
    public ProxyConfig global() {
        return new ProxyConfig(new TreeMap<>(), settings.of(SCOPE, Optional.empty()));
    }

    /** How every app is treated. */
    @Transactional(readOnly = true)
    public Map<AppName, ProxyConfig> all() {
        SortedMap<String, String> global = settings.of(SCOPE, Optional.empty());
        Map<AppName, ProxyConfig> all = new TreeMap<>();
        settings.ofEach(SCOPE).forEach((app, set) -> all.put(app, new ProxyConfig(set, global)));
        return all;
    }

    /**
     * Sets a property for an app, or for all apps; empty forgets what was set there.
     *
     * @throws RefusedException when the value is not one of this property
     */
    public void set(Optional<AppName> app, ProxyProperty property, Optional<String> value) {
        if (app.isPresent() && property.isOfAllApps()) {
            throw RefusedException.invalid(
                    "The %s can be set for all apps only: use --global".formatted(property.word()));
        }
        Optional<String> checked = value.map(property::check);
        put(app, property.word(), checked);
        if (property == ProxyProperty.STICKY_SESSIONS
                && settings.get(SCOPE, Optional.empty(), ProxyConfig.STICKY_SECRET).isEmpty()) {
            byte[] secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            var _ =
                    settings.setSecret(
                            SCOPE,
                            Optional.empty(),
                            ProxyConfig.STICKY_SECRET,
                            Optional.of(HexFormat.of().formatHex(secret)));
        }
    }

    /** Routes nothing to an app, or routes to it again. */
    public void disable(AppName app, boolean disabled) {
        put(Optional.of(app), ProxyConfig.DISABLED, when(disabled));
    }

    /** Lets the router answer for an app that is being worked on, or no more. */
    public void maintain(AppName app, boolean maintenance) {
        put(Optional.of(app), ProxyConfig.MAINTENANCE, when(maintenance));
    }

    /** Sets the page that is shown during maintenance; empty goes back to the router's own. */
    public void setMaintenancePage(AppName app, Optional<String> html) {
        put(Optional.of(app), ProxyConfig.MAINTENANCE_PAGE, html.map(ProxySettings::page));
    }

    /** Holds requests for so long; empty lets them pass again. */
    public void pause(AppName app, Optional<Duration> hold) {
        put(Optional.of(app), ProxyConfig.PAUSED, hold.map(time -> time.toMillis() + "ms"));
    }

    /**
     * Sends requests for a host name to another.
     *
     * @throws RefusedException when another app answers to that name
     */
    public void redirect(AppName app, HostRedirect redirect) {
        all().forEach(
                        (other, config) -> {
                            boolean taken =
                                    domains.configured(other).contains(redirect.from())
                                            || config.redirects().stream()
                                                    .anyMatch(
                                                            known ->
                                                                    known.from()
                                                                            .equals(
                                                                                    redirect
                                                                                            .from()));
                            if (!other.equals(app) && taken) {
                                throw RefusedException.conflict(
                                        "Domain '%s' is already used by app '%s'. Remove it there first"
                                                .formatted(redirect.from(), other));
                            }
                        });
        add(app, ProxyConfig.REDIRECT + redirect.from(), redirect.to() + " " + redirect.status());
    }

    /**
     * Sends them there no more.
     *
     * @return false when there was no such redirect
     */
    public boolean removeRedirect(AppName app, DomainName from) {
        return put(Optional.of(app), ProxyConfig.REDIRECT + from, Optional.empty());
    }

    /** Lets a user in who shows the password with this hash. */
    public void addUser(AppName app, String name, String hash) {
        requireUser(name);
        requireRoom(app);
        var _ =
                settings.setSecret(
                        SCOPE, Optional.of(app), ProxyConfig.USER + name, Optional.of(hash));
    }

    /**
     * Checks the name of a user.
     *
     * @throws RefusedException when it is none
     */
    public static void requireUser(String name) {
        if (!USER.matcher(name).matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a user name. Use 1 to 64 letters, digits and . _ @ -"
                            .formatted(Excerpt.of(name)));
        }
    }

    /**
     * Lets a user in no more.
     *
     * @return false when there was no such user
     */
    public boolean removeUser(AppName app, String name) {
        return put(Optional.of(app), ProxyConfig.USER + name, Optional.empty());
    }

    /** Sets the page for an answer that the router gives in the app's place; empty goes back to its own. */
    public void setPage(AppName app, int status, Optional<String> html) {
        if (status < 400 || status > 599) {
            throw RefusedException.invalid(
                    "There is no error page for status '%d'. Name one from 400 to 599"
                            .formatted(status));
        }
        put(Optional.of(app), ProxyConfig.PAGE + status, html.map(ProxySettings::page));
    }

    /**
     * Lets another app answer below a path.
     *
     * @throws AppNotFoundException when there is no such app
     */
    public void addPath(AppName app, String prefix, AppName other) {
        if (prefix.length() > 255 || !PREFIX.matcher(prefix).matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a path. Write it as /api, without a slash at its end"
                            .formatted(Excerpt.of(prefix)));
        }
        apps.require(other);
        if (other.equals(app)) {
            throw RefusedException.invalid(
                    "App '%s' answers below '%s' anyway".formatted(app, prefix));
        }
        add(app, ProxyConfig.PATH + prefix, other.value());
    }

    /**
     * Lets the app itself answer there again.
     *
     * @return false when no other did
     */
    public boolean removePath(AppName app, String prefix) {
        return put(Optional.of(app), ProxyConfig.PATH + prefix, Optional.empty());
    }

    /** Lets every app answer itself where one that is going to be destroyed did. */
    public void forgetPathsTo(AppName other) {
        all().forEach(
                        (app, config) ->
                                config.paths()
                                        .forEach(
                                                (prefix, to) -> {
                                                    if (to.equals(other)) {
                                                        removePath(app, prefix);
                                                    }
                                                }));
    }

    /**
     * Lets some ports of this machine lead to an app no more, and others from now on.
     *
     * @throws RefusedException when one of these leads to another app; nothing is changed then
     */
    public void changePorts(
            AppName app, Collection<PortMapping> gone, Collection<PortMapping> added) {
        gone.forEach(port -> put(Optional.of(app), nameOf(port), Optional.empty()));
        Map<String, AppName> holders = new TreeMap<>();
        all().forEach(
                        (other, config) ->
                                config.ports().forEach(port -> holders.put(nameOf(port), other)));
        for (PortMapping port : added) {
            AppName holder = holders.getOrDefault(nameOf(port), app);
            if (!port.scheme().isShared() && !holder.equals(app)) {
                throw RefusedException.conflict(
                        "Port %d/%s is in use by app '%s'. Remove it there first"
                                .formatted(port.hostPort(), port.scheme(), holder));
            }
            add(app, nameOf(port), Integer.toString(port.containerPort()));
        }
        requireOneWebPort(of(app).ports());
    }

    private static void requireOneWebPort(List<PortMapping> ports) {
        long different =
                ports.stream()
                        .filter(port -> port.scheme().isHttp())
                        .mapToInt(PortMapping::containerPort)
                        .distinct()
                        .count();
        if (different > 1) {
            throw RefusedException.invalid(
                    "All http, https, grpc and grpcs ports of an app lead to one container port, where its web processes listen");
        }
        long protocols =
                ports.stream()
                        .filter(port -> port.scheme().isHttp())
                        .map(port -> port.scheme().isGrpc())
                        .distinct()
                        .count();
        if (protocols > 1) {
            throw RefusedException.invalid(
                    "The web processes of an app speak either HTTP/1.1 or gRPC. Map http and https, or grpc and grpcs");
        }
    }

    /** Whether a port of this machine leads to any app already. */
    @Transactional(readOnly = true)
    public boolean isMapped(PortMapping port) {
        return all().values().stream()
                .flatMap(config -> config.ports().stream())
                .anyMatch(known -> nameOf(known).equals(nameOf(port)));
    }

    private static String nameOf(PortMapping port) {
        return ProxyConfig.PORT + port.scheme() + ":" + port.hostPort();
    }

    private void add(AppName app, String name, String value) {
        requireRoom(app);
        put(Optional.of(app), name, Optional.of(value));
    }

    private void requireRoom(AppName app) {
        if (settings.of(SCOPE, Optional.of(app)).size() >= MOST) {
            throw RefusedException.conflict(
                    "App '%s' has %d settings of its router, which are the most"
                            .formatted(app, MOST));
        }
    }

    private boolean put(Optional<AppName> app, String name, Optional<String> value) {
        return settings.set(SCOPE, app, name, value);
    }

    private static Optional<String> when(boolean condition) {
        return condition ? Optional.of("true") : Optional.empty();
    }

    private static String page(String html) {
        if (html.isBlank() || html.length() > LARGEST_PAGE) {
            throw RefusedException.invalid(
                    "A page of %d characters is not possible. It may have 1 to %d"
                            .formatted(html.length(), LARGEST_PAGE));
        }
        return html;
    }
}

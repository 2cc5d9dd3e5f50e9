package dev.sampan.acme;

import dev.sampan.app.RefusedException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be set about certificates from an authority, by the names of dokku's plug-in where it has them. */
public enum AcmeProperty {
    /** Where the authority writes to. */
    EMAIL("email", ""),
    /** `production`, `staging` (of Let's Encrypt), or the URL of a directory. */
    SERVER("server", "production"),
    /** How long before its end a certificate is renewed, in seconds. */
    GRACE_PERIOD("graceperiod", Long.toString(Duration.ofDays(30).toSeconds())),
    /** How a host name is proved: `http-01`, `tls-alpn-01` or `dns-01`. */
    CHALLENGE("challenge", "http-01"),
    /** A program of the host that sets and removes TXT records. */
    DNS_HOOK("dns-hook", ""),
    /** Whether certificates are renewed by themselves. */
    AUTO_RENEW("auto-renew", "true");

    private static final long LONGEST_GRACE = Duration.ofDays(365).toSeconds();

    private final String key;
    private final String standard;

    AcmeProperty(String key, String standard) {
        this.key = key;
        this.standard = standard;
    }

    /** As users write it: `dns-hook`. */
    public String key() {
        return key;
    }

    /** What holds when nobody set it. */
    public String standard() {
        return standard;
    }

    public static Optional<AcmeProperty> find(String key) {
        return Arrays.stream(values()).filter(property -> property.key.equals(key)).findFirst();
    }

    public static List<String> keys() {
        return Arrays.stream(values()).map(AcmeProperty::key).toList();
    }

    /** Refuses what the property cannot be. */
    void check(String content) {
        String wanted =
                switch (this) {
                    case EMAIL -> content.matches("[^\\s@,<>]+@[^\\s@,<>]+") ? "" : "one address";
                    case SERVER ->
                            isServer(content)
                                    ? ""
                                    : "production, staging or the https URL of a directory";
                    case GRACE_PERIOD ->
                            content.matches("\\d{1,9}") && Long.parseLong(content) <= LONGEST_GRACE
                                    ? ""
                                    : "seconds, at most a year";
                    case CHALLENGE ->
                            ChallengeType.find(content).isPresent()
                                    ? ""
                                    : "http-01, tls-alpn-01 or dns-01";
                    case DNS_HOOK -> isProgram(content) ? "" : "the absolute path of a program";
                    case AUTO_RENEW ->
                            content.equals("true") || content.equals("false")
                                    ? ""
                                    : "true or false";
                };
        if (!wanted.isEmpty()) {
            throw RefusedException.invalid(
                    "'%s' cannot be '%s'. Give %s".formatted(key, content, wanted));
        }
    }

    private static boolean isServer(String content) {
        try {
            return AcmeServers.isName(content) || "https".equals(URI.create(content).getScheme());
        } catch (IllegalArgumentException e) {
            return false; // no URL at all
        }
    }

    private static boolean isProgram(String content) {
        Path path = Path.of(content);
        return path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path);
    }
}

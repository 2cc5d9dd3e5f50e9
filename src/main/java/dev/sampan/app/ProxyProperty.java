package dev.sampan.app;

import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.DataSize;
import dev.sampan.unit.RequestRate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be set about how the router treats an app, or all apps; names that dokku's nginx has are the same here. */
public enum ProxyProperty {
    CLIENT_MAX_BODY_SIZE("100m", Form.SIZE, "largest body of a request; 0 is no limit"),
    CLIENT_BODY_TIMEOUT("60s", Form.TIME, "how long a client may send nothing"),
    PROXY_CONNECT_TIMEOUT("5s", Form.TIME, "how long to wait for a connection"),
    PROXY_READ_TIMEOUT("60s", Form.TIME, "how long to wait for an answer, and between its parts"),
    CLIENT_HEADER_MIN_RATE(
            "500", Form.SIZE, "bytes a second that the header of a request has to bring; 0 is any"),
    CLIENT_BODY_MIN_RATE(
            "500", Form.SIZE, "bytes a second that the body of a request has to bring; 0 is any"),
    SEND_MIN_RATE(
            "500", Form.SIZE, "bytes a second that a client has to take of an answer; 0 is any"),
    MIN_RATE_GRACE("10s", Form.TIME, "by how much header and body of a request may be late"),
    RATE_LIMIT("", Form.RATE, "requests of all clients, as in 100/s or 100/s:250"),
    CLIENT_RATE_LIMIT("", Form.RATE, "requests of one client address"),
    MAX_REQUESTS("0", Form.COUNT, "requests of all clients at once; 0 is no limit"),
    CLIENT_MAX_REQUESTS("0", Form.COUNT, "requests of one client address at once"),
    ALLOW_ADDRESSES("", Form.BLOCKS, "the only client addresses that are let in"),
    DENY_ADDRESSES("", Form.BLOCKS, "client addresses that are kept out"),
    STICKY_SESSIONS("false", Form.TRUTH, "whether a client stays at its process, by a cookie"),
    RETRY_METHODS(
            "GET,HEAD,OPTIONS",
            Form.METHODS,
            "requests that are sent again when their connection breaks; PUT and DELETE are possible"),
    PROXY_PROTOCOL(
            "none",
            Form.VERSION,
            "header of connections to TCP ports that names the client: none, v1 or v2"),
    COMPRESSION(
            "off",
            Form.CODINGS,
            "how answers of text are compressed for clients that take it: off, gzip, zstd or zstd,gzip"),
    ACCESS_LOG_SHARE(
            "100%",
            Form.SHARE,
            "share of the requests that the access log tells of, as in 1%; errors it tells always"),
    HEALTH_CHECK(
            "auto",
            Form.CHECK,
            "how web processes are asked whether they are well: http, tcp, off, or auto for the readiness check of app.json"),
    HEALTH_CHECK_PATH("/", Form.PATH, "path that is asked for; 200 to 399 is well"),
    HEALTH_CHECK_INTERVAL("5s", Form.PERIOD, "how often each process is asked"),
    HEALTH_CHECK_TIMEOUT("2s", Form.WAIT, "how long its answer may take"),
    HEALTH_CHECK_UNHEALTHY(
            "3", Form.TIMES, "checks failed in a row after which others get its requests"),
    HEALTH_CHECK_HEALTHY("2", Form.TIMES, "checks passed in a row after which it gets some again"),
    CLIENT_MAX_CONNECTIONS(
            "0", Form.COUNT, "connections of one client address, for all apps together"),
    TRUSTED_PROXIES(
            "", Form.BLOCKS, "addresses of proxies in front, who say who their clients are"),
    ACCEPT_PROXY_PROTOCOL(
            "false",
            Form.TRUTH,
            "whether connections of trusted proxies begin with a header of the PROXY protocol");

    /** What values look like. */
    private enum Form {
        SIZE,
        TIME,
        RATE,
        COUNT,
        BLOCKS,
        TRUTH,
        METHODS,
        SHARE,
        CODINGS,
        VERSION,
        CHECK,
        PATH,
        PERIOD,
        WAIT,
        TIMES
    }

    private static final Set<ProxyProperty> OF_ALL =
            EnumSet.of(
                    CLIENT_HEADER_MIN_RATE,
                    CLIENT_MAX_CONNECTIONS,
                    TRUSTED_PROXIES,
                    ACCEPT_PROXY_PROTOCOL);
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h)?");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?)\\s*%");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");
    private static final Set<String> CODINGS = Set.of("gzip", "zstd");
    private static final int MOST_BLOCKS = 200;
    private static final int MOST_REQUESTS = 1_000_000;

    private final String preset;
    private final Form form;
    private final String meaning;

    ProxyProperty(String preset, Form form, String meaning) {
        this.preset = preset;
        this.form = form;
        this.meaning = meaning;
    }

    /** Its name in commands: `client-max-body-size`. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it can be set for all apps only, since no app is known when it counts. */
    public boolean isOfAllApps() {
        return OF_ALL.contains(this);
    }

    /** What holds when nothing is set. */
    public String preset() {
        return preset;
    }

    /** What it says, in a few words. */
    public String meaning() {
        return meaning;
    }

    /**
     * The property of that name.
     *
     * @throws RefusedException when there is none
     */
    public static ProxyProperty parse(String word) {
        return Arrays.stream(values())
                .filter(property -> property.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                RefusedException.invalid(
                                        "Invalid proxy property '%s', valid properties: %s"
                                                .formatted(word, words())));
    }

    /** All names, as one text. */
    public static String words() {
        return Arrays.stream(values()).map(ProxyProperty::word).collect(Collectors.joining(", "));
    }

    /**
     * Brings a value into its usual form.
     *
     * @throws RefusedException when the value is not one of this property
     */
    public String check(String value) {
        try {
            return normal(value.strip());
        } catch (IllegalArgumentException e) {
            RefusedException refused =
                    RefusedException.invalid(
                            "The %s cannot be '%s': %s"
                                    .formatted(word(), Excerpt.of(value), e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    private String normal(String value) {
        return switch (form) {
            case SIZE -> size(value);
            case TIME -> time(value);
            case RATE -> rate(value);
            case COUNT -> count(value);
            case BLOCKS -> blocks(value);
            case TRUTH -> truth(value);
            case METHODS -> methods(value);
            case SHARE -> share(value);
            case CODINGS -> codings(value);
            case VERSION -> version(value);
            case CHECK -> checkKind(value);
            case PATH -> path(value);
            case PERIOD -> time(value, Duration.ofSeconds(1), Duration.ofHours(1));
            case WAIT -> time(value, Duration.ofMillis(10), Duration.ofMinutes(1));
            case TIMES -> times(value);
        };
    }

    /** Reads a checked time. */
    public static Duration duration(String text) {
        Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write a time as in 500ms, 60s, 5m or 1h");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = Optional.ofNullable(matcher.group(2)).orElse("s");
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** Reads a checked share, in millionths. */
    public static int millionths(String text) {
        Matcher matcher = SHARE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write a share as in 100%, 5% or 0.1%");
        }
        return new BigDecimal(matcher.group(1)).movePointRight(4).intValueExact();
    }

    /** Reads a checked list. */
    public static List<String> list(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("[,\\s]+", -1));
    }

    private static String size(String text) {
        return DataSize.parse(text).toString();
    }

    private static String time(String text) {
        return time(text, Duration.ofMillis(10), Duration.ofHours(24));
    }

    private static String time(String text, Duration least, Duration most) {
        Duration time = duration(text);
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "it has to be from %s to %s".formatted(shown(least), shown(most)));
        }
        return text.matches("\\d+") ? text + "s" : text.toLowerCase(Locale.ROOT);
    }

    private static String shown(Duration time) {
        return time.toHours() > 0
                ? time.toHours() + "h"
                : time.toMinutes() > 0
                        ? time.toMinutes() + "m"
                        : time.toSeconds() > 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private static String checkKind(String text) {
        String kind = text.toLowerCase(Locale.ROOT);
        if (!Set.of("auto", "off", "http", "tcp").contains(kind)) {
            throw new IllegalArgumentException("it is auto, off, http or tcp");
        }
        return kind;
    }

    private static String path(String text) {
        if (!text.matches("/[!-~]{0,254}")) {
            throw new IllegalArgumentException(
                    "write a path as in /health, with 255 characters of ASCII at most");
        }
        return text;
    }

    private static String times(String text) {
        int number = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > 100) {
            throw new IllegalArgumentException("it has to be a number from 1 to 100");
        }
        return Integer.toString(number);
    }

    private static String rate(String text) {
        return RequestRate.parse(text).toString();
    }

    private static String count(String text) {
        int number = text.matches("\\d{1,7}") ? Integer.parseInt(text) : -1;
        if (number < 0 || number > MOST_REQUESTS) {
            throw new IllegalArgumentException("it has to be a number from 0 to " + MOST_REQUESTS);
        }
        return Integer.toString(number);
    }

    private static String blocks(String text) {
        List<String> words =
                list(text).stream().map(AddressBlock::parse).map(AddressBlock::toString).toList();
        if (words.isEmpty() || words.size() > MOST_BLOCKS) {
            throw new IllegalArgumentException(
                    "name 1 to %d blocks, as in 10.1.0.0/16,fd00::/8".formatted(MOST_BLOCKS));
        }
        return String.join(",", words);
    }

    private static String truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> "true";
            case "false", "off", "no" -> "false";
            default -> throw new IllegalArgumentException("it is true or false");
        };
    }

    private static String share(String text) {
        int millionths = millionths(text);
        if (millionths > 1_000_000) {
            throw new IllegalArgumentException("it cannot be more than 100%");
        }
        BigDecimal percent = BigDecimal.valueOf(millionths, 4).stripTrailingZeros();
        return percent.toPlainString() + "%";
    }

    private static String codings(String text) {
        if (text.equalsIgnoreCase("off")) {
            return "off";
        }
        LinkedHashSet<String> codings = new LinkedHashSet<>();
        list(text).forEach(word -> codings.add(word.toLowerCase(Locale.ROOT)));
        if (codings.isEmpty() || !CODINGS.containsAll(codings)) {
            throw new IllegalArgumentException("write off, or gzip, zstd or both");
        }
        return String.join(",", codings);
    }

    private static String version(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> "none";
            case "v1" -> "v1";
            case "v2" -> "v2";
            default -> throw new IllegalArgumentException("it is none, v1 or v2");
        };
    }

    private static String methods(String text) {
        if (text.equalsIgnoreCase("none")) {
            return "none";
        }
        TreeSet<String> methods = new TreeSet<>();
        list(text).forEach(word -> methods.add(word.toUpperCase(Locale.ROOT)));
        if (methods.isEmpty() || !METHODS.containsAll(methods)) {
            throw new IllegalArgumentException(
                    "write none, or some of GET, HEAD, OPTIONS, PUT and DELETE");
        }
        return String.join(",", methods);
    }
}

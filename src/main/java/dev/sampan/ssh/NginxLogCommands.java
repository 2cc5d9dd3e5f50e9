package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AccessOperations;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands `nginx:access-logs` and `nginx:error-logs`: the router's access log in the forms that nginx writes. */
@Component
final class NginxLogCommands {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern UNSAFE = Pattern.compile("[^ !#-\\[\\]-~]");
    private static final int LINES = 100;
    private static final int MOST_LINES = 100_000;
    private static final DateTimeFormatter ACCESS_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ERROR_TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final AccessOperations requests;

    NginxLogCommands(AccessOperations requests) {
        this.requests = requests;
    }

    List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "nginx:access-logs",
                        "[-t|--tail] [-n|--num num] <app>",
                        "Show the last requests to an app, and with -t those that come",
                        call -> show(call, NginxLogCommands::access)),
                new CommandEntry(
                        "nginx:error-logs",
                        "[-t|--tail] [-n|--num num] <app>",
                        "The same of those that were answered with 500 or more, or whose client left",
                        call -> show(call, NginxLogCommands::error)));
    }

    /** When somebody was last answered by each app. */
    Function<AppName, Optional<Instant>> lastVisits(Invocation call) {
        return requests.lastVisits(call.caller());
    }

    private void show(Invocation call, UnaryOperator<String> form) throws InterruptedException {
        Options options = call.options(Set.of("-t", "--tail"), Set.of("-n", "--num"));
        AppName app = call.onlyApp(options);
        int lines =
                options.value("-n", "--num")
                        .map(text -> Math.min(MOST_LINES, LogsCommands.number(text)))
                        .orElse(LINES);
        List<String> shown =
                requests.last(call.caller(), app, MOST_LINES).stream()
                        .map(form)
                        .filter(line -> !line.isEmpty())
                        .toList();
        shown.stream().skip(Math.max(0, shown.size() - lines)).forEach(call.terminal()::line);
        if (options.has("-t") || options.has("--tail")) {
            requests.follow(
                    call.caller(),
                    app,
                    line ->
                            Stream.of(form.apply(line))
                                    .filter(text -> !text.isEmpty())
                                    .forEach(call.terminal()::line));
        }
    }

    /** As nginx's `combined`, whose referrer and user agent the router does not write down. */
    private static String access(String line) {
        JsonNode entry = JSON.readTree(line);
        return "%s - - [%s] \"%s\" %d %d \"-\" \"-\""
                .formatted(
                        text(entry, "client"),
                        time(entry, ACCESS_TIME),
                        request(entry),
                        entry.path("status").asInt(),
                        entry.path("sent").asLong());
    }

    private static String error(String line) {
        JsonNode entry = JSON.readTree(line);
        int status = entry.path("status").asInt();
        if (status < 499) {
            return "";
        }
        return "%s [error] request %s: %s, client: %s, server: %s, request: \"%s\", upstream: \"%s\""
                .formatted(
                        time(entry, ERROR_TIME),
                        text(entry, "id"),
                        status == 499 ? "the client left" : "answered with " + status,
                        text(entry, "client"),
                        text(entry, "host"),
                        request(entry),
                        text(entry, "target"));
    }

    private static String request(JsonNode entry) {
        return "%s %s %s"
                .formatted(text(entry, "method"), text(entry, "path"), text(entry, "protocol"));
    }

    private static String time(JsonNode entry, DateTimeFormatter form) {
        return form.format(Instant.ofEpochMilli(entry.path("time").asLong()));
    }

    private static String text(JsonNode entry, String name) {
        String value = entry.path(name).asString("");
        return value.isEmpty() ? "-" : UNSAFE.matcher(value).replaceAll(NginxLogCommands::escaped);
    }

    /** As nginx does: a log is read at terminals. */
    private static String escaped(MatchResult found) {
        return "\\\\x%02X".formatted((int) found.group().charAt(0));
    }
}

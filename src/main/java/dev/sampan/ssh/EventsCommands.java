package dev.sampan.ssh;

import dev.sampan.account.AuditEntry;
import dev.sampan.operation.AuditOperations;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** The commands `events` and `events:…`: the audit log. */
@Component
final class EventsCommands implements CommandGroup {

    private final AuditOperations audit;

    EventsCommands(AuditOperations audit) {
        this.audit = audit;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String title() {
        return "See who did what";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "events",
                        "[-t|--tail]",
                        "Show the last changes that anybody made or tried, and with -t those that come",
                        this::show),
                new CommandEntry("events:list", "", "Show what is written down", this::list));
    }

    private void show(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of("-t", "--tail"), Set.of());
        call.expect(options.rest().isEmpty());
        Consumer<AuditEntry> sink = entry -> call.terminal().line(text(entry));
        if (options.has("-t") || options.has("--tail")) {
            audit.follow(call.caller(), sink);
        } else {
            audit.last(call.caller()).forEach(sink);
        }
    }

    private static String text(AuditEntry entry) {
        return "%s %s %s: INVOKED: %s( %s ) %s"
                .formatted(
                        entry.at(),
                        entry.door().name().toLowerCase(Locale.ROOT),
                        entry.actor(),
                        entry.action(),
                        entry.subject(),
                        entry.result());
    }

    private void list(Invocation call) {
        call.expect(Options.none(call.arguments()).rest().isEmpty());
        call.terminal().header("Events currently logged");
        call.terminal().line("every command that changes something, done, failed or denied");
    }
}

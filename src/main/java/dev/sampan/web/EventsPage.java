package dev.sampan.web;

import dev.sampan.account.AuditEntry;
import dev.sampan.operation.AuditOperations;
import dev.sampan.operation.Caller;
import java.time.Instant;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what, of all users and apps. */
@Controller
final class EventsPage {

    private final AuditOperations audit;

    EventsPage(AuditOperations audit) {
        this.audit = audit;
    }

    /**
     * A line of the audit log.
     *
     * @param door through which front door: `ssh`
     * @param done whether it was done
     */
    record Row(
            Moment at,
            String actor,
            String door,
            String action,
            String subject,
            String result,
            boolean done) {

        static Row of(AuditEntry entry, Instant now) {
            return new Row(
                    Moment.of(entry.at(), now),
                    AnsiText.strip(entry.actor()),
                    entry.door().name().toLowerCase(Locale.ROOT),
                    entry.action(),
                    shortened(entry.subject()),
                    shortened(entry.result()),
                    entry.result().equals("ok"));
        }

        /** Without the ends of commits and the names of exceptions, which say nothing here. */
        private static String shortened(String text) {
            return AnsiText.strip(text)
                    .replaceAll("\\b([0-9a-f]{7})[0-9a-f]{33}\\b", "$1")
                    .replaceFirst("^(failed: )[\\w.]+Exception: ", "$1");
        }

        boolean has(String word) {
            return "%s %s %s %s %s"
                    .formatted(actor, door, action, subject, result)
                    .toLowerCase(Locale.ROOT)
                    .contains(word);
        }
    }

    @GetMapping("/events")
    String list(Caller caller, @RequestParam(defaultValue = "") String find, Model model) {
        Instant now = Instant.now();
        String word = find.strip().toLowerCase(Locale.ROOT);
        model.addAttribute(
                "events",
                audit.last(caller).reversed().stream()
                        .map(entry -> Row.of(entry, now))
                        .filter(row -> row.has(word))
                        .toList());
        model.addAttribute("find", find.strip());
        return "events";
    }
}

package dev.sampan.acme;

import dev.sampan.app.AppName;
import dev.sampan.host.PeriodicTask;
import dev.sampan.logs.LogFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** Renews certificates before they end, each app for itself, and says so when one could not be renewed in time. */
@Component
public class Renewals {

    private static final Logger log = LoggerFactory.getLogger(Renewals.class);
    private static final String SOURCE = "letsencrypt";
    private static final Duration ALARM = Duration.ofDays(20);
    private static final Duration FIRST = Duration.ofSeconds(30);

    private final Enrollments enrollments;
    private final Issuing issuing;
    private final LogFiles logs;
    private final AcmeProperties properties;

    Renewals(Enrollments enrollments, Issuing issuing, LogFiles logs, AcmeProperties properties) {
        this.enrollments = enrollments;
        this.issuing = issuing;
        this.logs = logs;
        this.properties = properties;
    }

    /**
     * What came of one app.
     *
     * @param failure why nothing was renewed; empty when it was
     */
    public record Renewal(AppName app, String failure) {}

    @Bean
    PeriodicTask renewalCheck() {
        Duration pause = properties.checkInterval();
        return new PeriodicTask(
                "renewals",
                pause.compareTo(FIRST) < 0 ? pause : FIRST,
                () -> pause,
                () -> renewDue(Instant.now()));
    }

    /** Renews what is due and may be tried now; one app that fails stops no other. */
    List<Renewal> renewDue(Instant now) throws InterruptedException {
        List<Renewal> done = new ArrayList<>();
        for (Enrollment enrollment : enrollments.all()) {
            AppName app = enrollment.app();
            try {
                if (issuing.renewsItself(app)
                        && issuing.isDue(app, now)
                        && !now.isBefore(enrollment.nextAttempt())) {
                    done.add(renew(enrollment));
                }
                warn(app, now);
            } catch (RuntimeException e) {
                log.error("Certificate not checked: app={}", app, e);
                done.add(new Renewal(app, String.valueOf(e.getMessage())));
            }
        }
        return done;
    }

    /** Renews one app now when it is due, or every app that is. */
    public List<Renewal> renewNow(Optional<AppName> only) throws InterruptedException {
        if (only.isEmpty()) {
            return renewDue(Instant.now());
        }
        Optional<Enrollment> enrollment = enrollments.of(only.get());
        return enrollment.isPresent() && issuing.isDue(only.get(), Instant.now())
                ? List.of(renew(enrollment.get()))
                : List.of();
    }

    private Renewal renew(Enrollment enrollment) throws InterruptedException {
        AppName app = enrollment.app();
        try {
            Instant end = issuing.issue(enrollment).facts().endsAt();
            log.info("Certificate renewed: app={} until={}", app, end);
            logs.say(app, SOURCE, "Certificate renewed, until " + end);
            return new Renewal(app, "");
        } catch (IssueFailedException e) {
            log.warn("Certificate not renewed: app={} reason={}", app, e.getMessage());
            logs.say(app, SOURCE, "Certificate not renewed. " + e.getMessage());
            return new Renewal(app, String.valueOf(e.getMessage()));
        }
    }

    /** Once for each certificate. */
    private void warn(AppName app, Instant now) {
        Optional<Enrollment> enrollment = enrollments.of(app);
        Optional<Instant> end = issuing.endOf(app);
        if (enrollment.isPresent()
                && !enrollment.get().alarmed()
                && end.isPresent()
                && now.isAfter(end.get().minus(ALARM))) {
            String text =
                    "The certificate ends at %s and was not renewed. %s"
                            .formatted(end.get(), enrollment.get().lastError());
            log.error("Certificate ends soon: app={} end={}", app, end.get());
            logs.say(app, SOURCE, text.strip());
            enrollments.keep(enrollment.get().withAlarm());
        }
    }
}

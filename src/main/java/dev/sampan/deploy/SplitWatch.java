package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.host.PeriodicTask;
import dev.sampan.router.ShareTotals;
import dev.sampan.scheduler.CanaryLeftOut;
import dev.sampan.scheduler.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** Ends the split of an app whose canary makes more errors than somebody said it may. */
@Component
class SplitWatch {

    private static final Logger log = LoggerFactory.getLogger(SplitWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Splits splits;
    private final ReleaseSplits control;
    private final Scheduler scheduler;
    private final ApplicationEventPublisher events;
    private final Map<AppName, Map<Integer, ErrorWindow>> windows = new HashMap<>();

    SplitWatch(
            Splits splits,
            ReleaseSplits control,
            Scheduler scheduler,
            ApplicationEventPublisher events) {
        this.splits = splits;
        this.control = control;
        this.scheduler = scheduler;
        this.events = events;
    }

    @Bean
    PeriodicTask splitLook() {
        return PeriodicTask.every(LOOK, "split-watch", this::look);
    }

    private void look() throws InterruptedException {
        Map<AppName, Split> all = splits.all();
        all.values().removeIf(split -> split.abortErrors().isEmpty());
        windows.keySet().retainAll(all.keySet());
        for (Map.Entry<AppName, Split> each : all.entrySet()) {
            look(each.getKey(), each.getValue());
        }
    }

    private void look(AppName app, Split split) throws InterruptedException {
        Map<Integer, ShareTotals> totals = scheduler.shareTotals(app);
        Map<Integer, ErrorWindow> known = windows.computeIfAbsent(app, _ -> new HashMap<>());
        known.keySet().removeIf(release -> split.find(release).isEmpty());
        int limit = split.abortErrors().orElse(100);
        for (Split.Share canary : split.canaries()) {
            ShareTotals counted = totals.get(canary.release());
            Optional<ShareTotals> newest =
                    counted == null
                            ? Optional.empty()
                            : known.computeIfAbsent(canary.release(), _ -> new ErrorWindow())
                                    .add(counted);
            if (newest.filter(last -> last.errors() * 100 > last.requests() * limit).isPresent()) {
                abort(app, split, canary, newest.get());
                return;
            }
        }
    }

    private void abort(AppName app, Split split, Split.Share canary, ShareTotals newest)
            throws InterruptedException {
        String use =
                "%d of its last %d requests; v%d serves alone"
                        .formatted(newest.errors(), newest.requests(), split.base());
        try {
            control.abort(
                    app,
                    "%s is left out: errors at %s".formatted(canary.version(), use),
                    new TextDeployLog(line -> log.info("Ending a split: app={} {}", app, line)));
            windows.remove(app);
            events.publishEvent(
                    new CanaryLeftOut(
                            app, canary.release(), split.abortErrors().orElse(100) + " %", use));
        } catch (RefusedException e) {
            log.info("A canary cannot be left out yet: app={} reason={}", app, e.getMessage());
        }
    }
}

package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.host.PeriodicTask;
import dev.sampan.scheduler.OneOff;
import dev.sampan.scheduler.OneOffs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Service;

/** Commands that people run in the background, each in a container of its own, until they end or their time is over. */
@Service
public class DetachedRuns {

    /** The process type whose limits hold for what people run. */
    public static final String TYPE = "run";

    private static final String COMMAND = "run-command";
    private static final String UNTIL = "run-until";
    private static final int MOST_OF_AN_APP = 10;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final OneOffs oneOffs;

    DetachedRuns(OneOffs oneOffs) {
        this.oneOffs = oneOffs;
    }

    /**
     * A command that runs.
     *
     * @param name how it is called in the log of the app: `run.1`
     * @param command what runs
     * @param startedAt since when
     */
    public record Run(String name, String command, Instant startedAt) {}

    /**
     * Starts a command of a release.
     *
     * @param longest after which it is ended
     * @throws RefusedException when as many of the app run as may
     */
    public synchronized Run start(Release release, String command, Duration longest) {
        Set<String> taken = of(release.app()).stream().map(Run::name).collect(Collectors.toSet());
        // Logs are kept by this name, so that there are never more of them than may run at once.
        String name =
                IntStream.rangeClosed(1, MOST_OF_AN_APP)
                        .mapToObj(number -> TYPE + "." + number)
                        .filter(free -> !taken.contains(free))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        RefusedException.conflict(
                                                "%d commands of app '%s' run in the background already, which are the most. `run:stop` ends them"
                                                        .formatted(MOST_OF_AN_APP, release.app())));
        Instant until = Instant.now().plus(longest);
        OneOff started =
                oneOffs.start(
                        release,
                        TYPE,
                        name,
                        command,
                        Map.of(
                                "run-name",
                                name,
                                COMMAND,
                                command,
                                UNTIL,
                                Long.toString(until.getEpochSecond())));
        return run(started);
    }

    /** Those of an app that run now, the oldest first. */
    public List<Run> of(AppName app) {
        return running(app).stream().map(DetachedRuns::run).toList();
    }

    /**
     * Ends one of an app, or all.
     *
     * @param name which; empty for all
     * @return those that were ended
     */
    public List<Run> stop(AppName app, String name) {
        return running(app).stream()
                .filter(oneOff -> name.isEmpty() || run(oneOff).name().equals(name))
                .map(
                        oneOff -> {
                            oneOffs.stop(oneOff, GRACE);
                            return run(oneOff);
                        })
                .toList();
    }

    /** Ends those whose time is over, of before the control plane was started again, too. */
    void endOverdue(Instant now) {
        for (OneOff oneOff : oneOffs.running(UNTIL)) {
            if (Long.parseLong(oneOff.labels().getOrDefault(UNTIL, "0")) < now.getEpochSecond()) {
                oneOffs.stop(oneOff, GRACE);
            }
        }
    }

    @Bean
    PeriodicTask overdueRuns() {
        return PeriodicTask.every(LOOK_EVERY, "overdue-runs", () -> endOverdue(Instant.now()));
    }

    private List<OneOff> running(AppName app) {
        return oneOffs.running(UNTIL).stream()
                .filter(oneOff -> oneOff.app().equals(app))
                .sorted(Comparator.comparing(OneOff::startedAt))
                .toList();
    }

    private static Run run(OneOff oneOff) {
        return new Run(
                oneOff.labels().getOrDefault("run-name", oneOff.id().value()),
                oneOff.labels().getOrDefault(COMMAND, ""),
                oneOff.startedAt());
    }
}

package dev.sampan.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sampan.app.CronSchedule;
import dev.sampan.app.CronTask;
import dev.sampan.app.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what `app.json` says under `cron`. */
final class CronReader {

    private static final int MOST = 100;
    private static final int LONGEST = 2000;

    /** A task as it is written. */
    record Written(
            @Nullable String command,
            @Nullable String schedule,
            @Nullable Boolean maintenance,
            @JsonProperty("concurrency_policy") @Nullable String concurrencyPolicy) {}

    private CronReader() {}

    static List<CronTask> read(@Nullable List<@Nullable Written> written) {
        if (written == null) {
            return List.of();
        }
        if (written.size() > MOST) {
            throw new BadValueException("cron", "it has more than %d tasks".formatted(MOST));
        }
        List<CronTask> tasks = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Written task = written.get(i);
            String place = "cron[%d]".formatted(i);
            if (task == null) {
                throw new BadValueException(place, "it is null");
            }
            CronTask read =
                    new CronTask(
                            command(place, task.command()),
                            schedule(place, task.schedule()),
                            AppJsonReader.or(task.maintenance(), false),
                            concurrency(
                                    place, AppJsonReader.or(task.concurrencyPolicy(), "allow")));
            if (tasks.stream().anyMatch(other -> isSame(other, read))) {
                throw new BadValueException(
                        place, "a task before it has the same command and schedule");
            }
            tasks.add(read);
        }
        return tasks;
    }

    private static boolean isSame(CronTask one, CronTask other) {
        return one.command().equals(other.command()) && one.schedule().equals(other.schedule());
    }

    private static String command(String place, @Nullable String command) {
        if (command == null || command.isBlank() || command.length() > LONGEST) {
            throw new BadValueException(
                    place + ".command",
                    "a task needs a command of 1 to %d characters".formatted(LONGEST));
        }
        return command.strip();
    }

    private static String schedule(String place, @Nullable String schedule) {
        try {
            return CronSchedule.parse(schedule == null ? "" : schedule).toString();
        } catch (RefusedException e) {
            throw new BadValueException(place + ".schedule", String.valueOf(e.getMessage()));
        }
    }

    private static CronTask.Concurrency concurrency(String place, String word) {
        return Arrays.stream(CronTask.Concurrency.values())
                .filter(value -> value.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BadValueException(
                                        place + ".concurrency_policy",
                                        "it is neither allow, nor forbid, nor replace"));
    }
}

package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

class CronScheduleTests {

    /** A Wednesday. */
    private static final ZonedDateTime START = ZonedDateTime.parse("2026-07-01T10:07:30Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *|2026-07-01T10:08:00Z",
                "*/15 * * * *|2026-07-01T10:15:00Z",
                "0 3 * * *|2026-07-02T03:00:00Z",
                "0 3 * * 0|2026-07-05T03:00:00Z",
                "0 3 * * 7|2026-07-05T03:00:00Z",
                "0 3 * * mon-fri|2026-07-02T03:00:00Z",
                "0 0 1 jan *|2027-01-01T00:00:00Z",
                "5  0 * 8 *|2026-08-01T00:05:00Z",
                "@hourly|2026-07-01T11:00:00Z",
                "@daily|2026-07-02T00:00:00Z",
                "@weekly|2026-07-05T00:00:00Z",
            })
    void findsTheNextTime(String text, String expected) {
        assertThat(CronSchedule.parse(text).next(START))
                .hasValueSatisfying(
                        next -> assertThat(next.toInstant()).isEqualTo(Instant.parse(expected)));
    }

    @Test
    void takesEitherDayWhenBothAreGiven() {
        CronSchedule schedule = CronSchedule.parse("0 0 13 * 5");

        ZonedDateTime friday = schedule.next(START).orElseThrow();
        assertThat(friday.toLocalDate()).hasToString("2026-07-03");
        assertThat(schedule.next(ZonedDateTime.parse("2026-07-11T00:00:00Z")))
                .hasValue(ZonedDateTime.parse("2026-07-13T00:00:00Z"));
    }

    @Test
    void findsTheLastTimeOfASpan() {
        CronSchedule schedule = CronSchedule.parse("*/10 * * * *");

        assertThat(
                        schedule.last(
                                Instant.parse("2026-07-01T10:00:00Z"),
                                Instant.parse("2026-07-01T10:45:00Z"),
                                ZoneOffset.UTC))
                .hasValue(Instant.parse("2026-07-01T10:40:00Z"));
        assertThat(
                        schedule.last(
                                Instant.parse("2026-07-01T10:40:00Z"),
                                Instant.parse("2026-07-01T10:49:59Z"),
                                ZoneOffset.UTC))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "0 * * * * *",
                "61 * * * *",
                "@every 5m",
                "@reboot",
                "0 0 L * *",
                "0 0 ? * 1",
                "a b c d e",
                "0 0 31 2 *"
            })
    void refusesWhatIsNoSchedule(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> CronSchedule.parse(text))
                .withMessageContaining("schedule");
    }

    @Test
    void nameOfATaskFollowsFromWhatItDoesAndWhen() {
        CronTask task = new CronTask("rake tidy", "@daily", false, CronTask.Concurrency.ALLOW);
        CronTask suspended = new CronTask("rake tidy", "@daily", true, CronTask.Concurrency.FORBID);
        CronTask other = new CronTask("rake tidy", "@hourly", false, CronTask.Concurrency.ALLOW);
        AppName shop = new AppName("shop");

        assertThat(task.id(shop)).matches("[0-9a-z]{25}").isEqualTo(suspended.id(shop));
        assertThat(other.id(shop)).isNotEqualTo(task.id(shop));
        assertThat(task.id(new AppName("blog"))).isNotEqualTo(task.id(shop));
    }
}

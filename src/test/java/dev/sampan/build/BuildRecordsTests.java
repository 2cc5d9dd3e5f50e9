package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.build.BuildRecord.Status;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildRecordsTests {

    private static final AppName APP = AppName.parse("shop");
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir Path home;

    @Test
    void keepsRecordsOverRestarts() {
        BuildRecord record = record("a1", NOON).started(NOON.plusSeconds(2));
        records().save(record);

        assertThat(records().find(APP, "a1")).contains(record);
        assertThat(records().apps()).containsExactly(APP);
        assertThat(record.duration(NOON.plusSeconds(5))).contains(Duration.ofSeconds(3));

        BuildRecord finished = record.finished(Status.FAILED, NOON.plusSeconds(9), "why");
        records().save(finished);
        assertThat(records().list(APP)).containsExactly(finished);
        assertThat(finished.duration(NOON.plusSeconds(99))).contains(Duration.ofSeconds(7));
    }

    @Test
    void listsTheNewestFirstAndForgetsTheOldestThatAreOver() throws IOException {
        BuildRecords records = records();
        records.save(record("old", NOON).finished(Status.SUCCEEDED, NOON, ""));
        records.save(record("running", NOON.plusSeconds(1)));
        records.save(record("new", NOON.plusSeconds(2)).finished(Status.FAILED, NOON, "x"));
        Files.writeString(records.output(APP, "old"), "text");

        assertThat(records.prune(APP, 1)).isEqualTo(1);

        assertThat(records.list(APP)).extracting(BuildRecord::id).containsExactly("new", "running");
        assertThat(records.output(APP, "old")).doesNotExist();
        records.forget(APP);
        assertThat(records.list(APP)).isEmpty();
    }

    @Test
    void findsNothingByWhatIsNoId() {
        assertThat(records().find(APP, "../../etc/passwd")).isEmpty();
        assertThat(records().find(APP, "none")).isEmpty();
    }

    private BuildRecords records() {
        return new BuildRecords(new SampanHome(home));
    }

    private static BuildRecord record(String id, Instant created) {
        return new BuildRecord(
                id, "shop", Status.WAITING, "c0ffee", "ann", created, null, null, "");
    }
}

package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container keeps in folders in memory is its own memory, and no more than it may have. */
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerMemoryFoldersHostTests {

    private static final int MEBIBYTE = 1 << 20;

    /** Answers `fill FOLDER MIBS` with how many it could write, `size FOLDER` with its size in KiB. */
    private static final String SERVE =
            """
            trap 'exit 0' TERM
            echo ready
            n=0
            while :; do
              n=$((n + 1))
              until [ -e /app/$n ]; do sleep 0.05; done
              read -r verb folder amount < /app/$n
              case $verb in
              fill) dd if=/dev/zero of=$folder/$n bs=1M count=$amount 2>/dev/null; echo "done $n $(du -sk $folder/$n | cut -f1)" ;;
              size) echo "done $n $(df -k $folder | tail -n 1 | tr -s ' ' | cut -d' ' -f2)" ;;
              esac
            done
            """;

    private final String program;
    private TestHost host;
    private int asked;

    ContainerMemoryFoldersHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void countForTheMemoryOfTheContainer() throws Exception {
        ContainerSpec spec = start(512);
        long before = used(spec);
        int written = 0;
        for (String folder : new String[] {"/tmp", "/var/tmp", "/run", "/dev/shm"}) {
            assertThat(ask(spec, "fill %s 30".formatted(folder))).as(folder).isEqualTo(30 << 10);
            written += 30;
            assertThat(used(spec) - before).as(folder).isGreaterThan((written - 5L) * MEBIBYTE);
        }
    }

    /** The first two are full at half of the memory each; with the others, all of it is taken. */
    @Test
    void takeNoMoreThanTheMemoryLimitWhenAllAreFilled() throws Exception {
        ContainerSpec neighbour = start(64);
        int neighbourAsked = asked;
        asked = 0;
        ContainerSpec filler =
                TestHost.with(
                        host.shell(
                                """
                                for folder in /tmp /var/tmp /run /dev/shm; do
                                  dd if=/dev/zero of=$folder/all bs=1M count=500 2>/dev/null
                                done
                                echo filled
                                sleep 600
                                """),
                        ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(100), 16));
        Container running = host.containers.start(filler);
        long most = 0;
        boolean killed = false;
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!killed && !host.log(filler).contains("filled")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            most =
                    Math.max(
                            most,
                            host.containers
                                    .usage(running.id())
                                    .map(use -> use.memory().bytes())
                                    .orElse(0L));
            killed =
                    host.containers
                            .events(running.id())
                            .map(events -> events.outOfMemoryKills() > 0)
                            .orElse(true);
            Pause.briefly();
        }
        assertThat(most).isBetween(50L * MEBIBYTE, 101L * MEBIBYTE);
        asked = neighbourAsked;
        assertThat(ask(neighbour, "fill /tmp 10")).isEqualTo(10 << 10);
    }

    @Test
    void followTheMemoryLimitWhileItRuns() throws Exception {
        ContainerSpec spec = start(64);
        assertThat(ask(spec, "size /tmp")).isEqualTo(32 << 10);
        assertThat(ask(spec, "size /var/tmp")).isEqualTo(32 << 10);
        limit(spec, 200);
        assertThat(ask(spec, "size /tmp")).isEqualTo(100 << 10);
        assertThat(ask(spec, "size /var/tmp")).isEqualTo(100 << 10);
        assertThat(ask(spec, "fill /tmp 60")).isEqualTo(60 << 10);
        limit(spec, 100);
        assertThat(ask(spec, "size /tmp")).as("what it holds").isEqualTo(60 << 10);
        assertThat(ask(spec, "size /var/tmp")).isEqualTo(50 << 10);
        assertThat(ask(spec, "fill /tmp 10")).as("beyond").isZero();
    }

    private ContainerSpec start(int mebibytes) {
        ContainerSpec spec =
                TestHost.with(
                        host.shell(SERVE),
                        ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(mebibytes), 16));
        host.containers.start(spec);
        host.awaitLog(spec, "ready");
        return spec;
    }

    private void limit(ContainerSpec spec, int mebibytes) {
        host.containers.limit(
                spec.id(), ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(mebibytes), 16));
    }

    /** Has the container do something, and gives the number it answers. */
    private int ask(ContainerSpec spec, String question) {
        asked++;
        assertThat(
                        host.containers.exec(
                                spec.id(),
                                List.of(
                                        "/bin/sh",
                                        "-c",
                                        "echo '%s' > /app/new && mv /app/new /app/%d"
                                                .formatted(question, asked)),
                                Duration.ofSeconds(20)))
                .isEmpty();
        String answer = "done " + asked + " ";
        host.awaitLog(spec, answer);
        String log = host.log(spec);
        return Integer.parseInt(
                log.substring(log.indexOf(answer) + answer.length())
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }

    private long used(ContainerSpec spec) {
        return host.containers.usage(spec.id()).orElseThrow().memory().bytes();
    }
}

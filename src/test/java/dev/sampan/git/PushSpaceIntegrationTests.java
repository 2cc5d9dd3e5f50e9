package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: what is pushed to an app counts for its disk, and never takes more than what is left of that. */
class PushSpaceIntegrationTests {

    private static final AppName APP = AppName.parse("shop");

    @TempDir Path temp;

    private final RecordingHandler handler = new RecordingHandler();
    private final GitProperties properties =
            new GitProperties(
                    DataSize.ofMebibytes(64),
                    DataSize.ofMebibytes(16),
                    DataSize.ofMebibytes(64),
                    10_000,
                    Duration.ofSeconds(20),
                    Duration.ofMillis(50));
    private SourceRepositories repositories;
    private GitHttpServer server;
    private GitClient client;

    @BeforeEach
    void startServer() throws IOException {
        repositories = new SourceRepositories(new SampanHome(temp.resolve("home")), properties);
        server = new GitHttpServer(new GitService(repositories, properties), handler);
        client = GitClient.init(temp.resolve("work"), "main");
        client.must("remote", "add", "sampan", server.url("shop"));
        client.write("index.html", "hello");
        client.commit("one");
        client.must("push", "sampan", "main");
        handler.pushed.clear();
        handler.limit = Optional.of(DataSize.ofMebibytes(64));
        handler.others = DataSize.ofMebibytes(61);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** Over HTTP a large push comes in many pieces, of which most are still to come when it is refused. */
    @Test
    void refusesAPushThatDoesNotFitWithBothFigures() throws IOException {
        DataSize before = size();
        noise("noise", 12 << 20);
        noise("more", 12 << 20);
        client.commit("large");

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isNotZero();
        assertThat(push.output())
                .contains("does not fit on the disk of app 'shop'")
                .containsPattern("61(\\.\\d)? MiB of 64 MiB are used")
                .contains("'resource:limit --disk'");
        assertThat(handler.pushed).isEmpty();
        assertThat(size()).isEqualTo(before);
        assertThat(objects()).noneMatch(name -> name.startsWith("incoming_"));
    }

    @Test
    void namesTheSettingWhenThatIsLessThanTheRoom() throws IOException {
        handler.limit = Optional.of(DataSize.ofGibibytes(1));
        for (int i = 0; i < 5; i++) {
            noise("noise" + i, 15 << 20);
        }
        client.commit("large");

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isNotZero();
        assertThat(push.output())
                .contains("The push is larger than 64 MiB, see sampan.git.max-pack-size");
    }

    /** A thousand small files: the index that is written beside the pack is as large as the pack. */
    @Test
    void refusesAPushWhoseIndexDoesNotFit() throws IOException {
        for (int i = 0; i < 3000; i++) {
            client.write("d/" + i, Integer.toString(i));
        }
        client.commit("many");
        DataSize before = size();
        long pack = packSize();
        handler.limit = Optional.of(DataSize.ofBytes(before.bytes() + pack + 20_000));
        handler.others = DataSize.ofBytes(0);

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isNotZero();
        assertThat(push.output())
                .contains("does not fit on the disk of app 'shop'")
                .contains("[remote rejected] main -> main (disk limit reached)");
        assertThat(handler.pushed).isEmpty();
        assertThat(size()).isEqualTo(before);
    }

    @Test
    void countsAPushBeforeItIsDeployed() throws IOException {
        noise("noise", 2 << 20);
        client.commit("fits");
        handler.answer =
                (_, _) -> {
                    assertThat(handler.counted.getLast().bytes()).isGreaterThan(2 << 20);
                    return PushDecision.accept();
                };

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).as(push.output()).isZero();
        assertThat(handler.counted.getLast().bytes()).isBetween(2L << 20, (2L << 20) + 200_000);
    }

    @Test
    void takesBackWhatWasPushedWhenTheDeployFails() throws IOException {
        DataSize before = size();
        noise("noise", 2 << 20);
        client.commit("fits");
        handler.answer = (_, _) -> PushDecision.reject("not today");

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isNotZero();
        assertThat(size()).isEqualTo(before);
        assertThat(handler.counted.getLast()).isEqualTo(before);

        handler.answer = (_, _) -> PushDecision.accept();
        assertThat(client.run("push", "sampan", "main").exitCode()).isZero();
        assertThat(client.must("ls-remote", "sampan", "main"))
                .startsWith(client.must("rev-parse", "HEAD").strip());
    }

    @Test
    void letsBranchesComeAndGoOnAFullDisk() throws IOException {
        handler.others = DataSize.ofMebibytes(64);

        GitClient.Result known = client.run("push", "sampan", "main:side");
        GitClient.Result deleted = client.run("push", "sampan", ":side");
        client.write("index.html", "fixed\n".repeat(10_000) + new Random(1).nextLong());
        noise("noise", 100_000);
        client.commit("fix");
        GitClient.Result fix = client.run("push", "sampan", "main");

        assertThat(known.exitCode()).as(known.output()).isZero();
        assertThat(deleted.exitCode()).as(deleted.output()).isZero();
        assertThat(fix.exitCode()).isNotZero();
        assertThat(fix.output()).contains("'resource:limit --disk'");
    }

    @Test
    void removesWhatAPushLeftThatACrashCutOff() throws IOException {
        Path left = temp.resolve("home/repos/shop.git/objects/incoming_1.pack");
        Files.write(left, new byte[1000]);

        repositories = new SourceRepositories(new SampanHome(temp.resolve("home")), properties);
        repositories.open(APP);

        assertThat(left).doesNotExist();
    }

    @Test
    void keepsWhatAnotherPushMayRelyOn() {
        PushesUnderWay pushes = new PushesUnderWay();
        try (PushesUnderWay.Turn first = pushes.begin(APP)) {
            assertThat(first.alone()).isTrue();
            try (PushesUnderWay.Turn second = pushes.begin(APP)) {
                assertThat(second.alone()).isFalse();
            }
            assertThat(first.alone()).isFalse();
        }
        try (PushesUnderWay.Turn later = pushes.begin(APP);
                PushesUnderWay.Turn other = pushes.begin(AppName.parse("blog"))) {
            assertThat(later.alone()).isTrue();
            assertThat(other.alone()).isTrue();
        }
    }

    private void noise(String name, int bytes) throws IOException {
        byte[] noise = new byte[bytes];
        new Random(name.hashCode()).nextBytes(noise);
        Files.write(client.folder().resolve(name), noise);
    }

    /** How large the pack is that git will send. */
    private long packSize() throws IOException {
        client.must("bundle", "create", "-q", temp.resolve("b").toString(), "HEAD~1..HEAD");
        return Files.size(temp.resolve("b"));
    }

    private DataSize size() {
        return new GitService(repositories, properties).size(APP).orElseThrow();
    }

    private List<String> objects() throws IOException {
        try (var files = Files.walk(temp.resolve("home/repos/shop.git/objects"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

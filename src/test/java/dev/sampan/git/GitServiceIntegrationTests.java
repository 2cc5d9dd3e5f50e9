package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real git client pushes, fetches and clones. */
class GitServiceIntegrationTests {

    private static final AppName APP = AppName.parse("shop");

    @TempDir Path temp;

    private final RecordingHandler handler = new RecordingHandler();
    private SourceRepositories repositories;
    private GitHttpServer server;
    private GitClient client;

    @BeforeEach
    void startServer() throws IOException {
        GitProperties properties =
                new GitProperties(
                        DataSize.ofMebibytes(4),
                        DataSize.ofMebibytes(1),
                        DataSize.ofMebibytes(16),
                        1000,
                        Duration.ofSeconds(20),
                        Duration.ofMillis(50));
        repositories = new SourceRepositories(new SampanHome(temp.resolve("home")), properties);
        server = new GitHttpServer(new GitService(repositories, properties), handler);
        client = GitClient.init(temp.resolve("work"), "main");
        client.must("remote", "add", "sampan", server.url("shop"));
        client.write("index.html", "hello");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void adoptsFirstBranchAndShowsOutput() {
        String commit = client.commit("one");
        handler.answer =
                (_, output) -> {
                    output.accept("-----> Building shop\n");
                    return PushDecision.accept();
                };

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isZero();
        assertThat(push.output())
                .contains("remote: -----> Set main as deploy-branch")
                .contains("remote: -----> Building shop")
                .contains("main -> main");
        assertThat(handler.pushed)
                .containsExactly(new PushedRef(APP, "main", commit, Optional.empty()));
        assertThat(head("main")).contains(commit);
    }

    @Test
    void keepsRefAndRetriesWhenDeployFails() {
        String commit = client.commit("one");
        handler.answer = (_, _) -> PushDecision.reject();

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isNotZero();
        assertThat(push.output())
                .contains("! [remote rejected] main -> main (pre-receive hook declined)");
        assertThat(head("main")).isEmpty();

        handler.answer = (_, _) -> PushDecision.accept();
        assertThat(client.run("push", "sampan", "main").exitCode()).isZero();
        assertThat(head("main")).contains(commit);
        assertThat(handler.pushed).hasSize(2);
    }

    @Test
    void exportsCommitBeforeRefIsUpdated() {
        client.commit("one");
        Path into = temp.resolve("export");
        handler.answer =
                (ref, _) -> {
                    repositories.open(APP).export(ref.commit(), into);
                    return PushDecision.reject();
                };

        client.run("push", "sampan", "main");

        assertThat(into.resolve("index.html")).hasContent("hello");
    }

    @Test
    void streamsOutputWhileHandlerRuns() throws Exception {
        client.commit("one");
        CountDownLatch seen = new CountDownLatch(1);
        handler.answer =
                (_, output) -> {
                    output.accept("-----> Waiting\n");
                    return seen.await(20, TimeUnit.SECONDS)
                            ? PushDecision.accept()
                            : PushDecision.reject("output was held back");
                };
        Process push = client.start("push", "sampan", "main");
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(push.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null && !line.contains("-----> Waiting")) {
                line = reader.readLine();
            }
            seen.countDown();
            assertThat(reader.lines()).anyMatch(rest -> rest.contains("main -> main"));
        }
        assertThat(push.waitFor()).isZero();
    }

    @Test
    void interruptsHandlerWhenClientLeaves() throws Exception {
        client.commit("one");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        handler.answer =
                (_, _) -> {
                    started.countDown();
                    try {
                        new CountDownLatch(1).await();
                        throw new AssertionError("nobody opens this latch");
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                };
        Process push = client.start("push", "sampan", "main");
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

        push.descendants().forEach(ProcessHandle::destroyForcibly);
        push.destroyForcibly();

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        handler.answer = (_, _) -> PushDecision.accept();
        GitClient.Result again = pushUntilUnlocked();
        assertThat(again.exitCode()).as(again.output()).isZero();
    }

    private GitClient.Result pushUntilUnlocked() {
        GitClient.Result result = client.run("push", "sampan", "main");
        for (int i = 0; i < 20 && result.output().contains("deploy lock"); i++) {
            result = client.run("push", "sampan", "main");
        }
        return result;
    }

    @Test
    void refusesSecondPushWhileFirstIsDeployed() throws Exception {
        client.commit("one");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        handler.answer =
                (_, _) -> {
                    started.countDown();
                    finish.await();
                    return PushDecision.accept();
                };
        Process first = client.start("push", "sampan", "main");
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

        GitClient.Result second = client.run("push", "sampan", "main");
        finish.countDown();

        assertThat(second.exitCode()).isNotZero();
        assertThat(second.output())
                .contains("shop currently has a deploy lock in place: another push is under way");
        assertThat(first.waitFor()).isZero();
    }

    @Test
    void keepsOtherBranchWithWarning() {
        client.commit("one");
        handler.deployBranch = Optional.of("master");

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isZero();
        assertThat(push.output())
                .contains("-----> WARNING: deploy did not complete, you must push to master.")
                .contains("-----> for example, try 'git push <dokku> main:master'");
        assertThat(handler.pushed).isEmpty();
        assertThat(head("main")).isPresent();
    }

    @Test
    void refusesToDeleteDeployBranch() {
        client.commit("one");
        client.must("push", "sampan", "main", "main:side");

        GitClient.Result delete = client.run("push", "sampan", ":main");

        assertThat(delete.exitCode()).isNotZero();
        assertThat(delete.output()).contains("deploy branch 'main' of shop cannot be deleted");
        assertThat(client.run("push", "sampan", ":side").exitCode()).isZero();
        assertThat(head("main")).isPresent();
        assertThat(head("side")).isEmpty();
    }

    @Test
    void acceptsForcePushAndTags() {
        client.commit("one");
        client.must("push", "sampan", "main");
        client.must("commit", "--amend", "-q", "-m", "other");
        client.must("tag", "v1");

        GitClient.Result push = client.run("push", "--force", "--tags", "sampan", "main");

        assertThat(push.exitCode()).as(push.output()).isZero();
        assertThat(push.output()).contains("forced update").contains("[new tag]");
        assertThat(handler.pushed).hasSize(2);
    }

    @Test
    void clonesAndFetchesWhatWasPushed() throws IOException {
        client.commit("one");
        client.must("push", "sampan", "main");
        GitClient other = new GitClient(temp.resolve("other"));

        other.must("clone", "-q", server.url("shop"), "copy");
        assertThat(temp.resolve("other/copy/index.html")).hasContent("hello");

        client.write("index.html", "changed");
        client.commit("two");
        client.must("push", "sampan", "main");
        new GitClient(temp.resolve("other/copy")).must("pull", "-q");
        assertThat(temp.resolve("other/copy/index.html")).hasContent("changed");
    }

    @Test
    void rejectsPushWhenFileIsTooLarge() throws IOException {
        byte[] noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        Files.write(client.folder().resolve("noise"), noise);
        client.commit("large");

        GitClient.Result push = client.run("push", "sampan", "main");

        assertThat(push.exitCode()).isNotZero();
        assertThat(handler.pushed).isEmpty();
    }

    @Test
    void showsWhyARequestIsRefusedAfterTheFirst() throws IOException {
        client.commit("one");
        client.must("push", "sampan", "main");
        server.refusal = Optional.of("App 'shop' was locked a moment ago");
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        Files.write(temp.resolve("work/large.bin"), large);
        client.commit("two");
        var push = client.run("push", "sampan", "main");
        assertThat(push.exitCode()).isNotZero();
        assertThat(push.output()).contains("remote: App 'shop' was locked a moment ago");
        var fetch = client.run("clone", server.url("shop"), "copy");
        assertThat(fetch.exitCode()).isNotZero();
        assertThat(fetch.output()).contains("remote error: App 'shop' was locked a moment ago");
    }

    @Test
    void refusesAdoptionOfABranchThatCannotBeSet() {
        client.commit("one");
        handler.refusedBranch = "main";
        var push = client.run("push", "sampan", "main");
        assertThat(push.exitCode()).isNotZero();
        assertThat(push.output())
                .contains("remote:  !     'main' cannot be the deploy branch")
                .contains("[remote rejected] main -> main (branch name)");
        assertThat(head("main")).isEmpty();
    }

    @Test
    void deletesRepository() {
        client.commit("one");
        client.must("push", "sampan", "main");

        repositories.delete(APP);
        repositories.delete(APP);

        assertThat(repositories.find(APP)).isEmpty();
        assertThat(temp.resolve("home/repos")).isEmptyDirectory();
    }

    private Optional<String> head(String branch) {
        return repositories.open(APP).head(branch);
    }
}

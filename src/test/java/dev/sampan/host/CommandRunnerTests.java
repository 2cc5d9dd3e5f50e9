package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommandRunnerTests {

    private final CommandRunner runner = new CommandRunner();

    private record Timed(List<String> argv, Duration timeout, Optional<String> input)
            implements Command<String> {

        @Override
        public String parse(String output) {
            return output;
        }
    }

    @Test
    void giveTheOutputOfAProgram() {
        assertThat(runner.run(Command.of("echo", "hello"))).isEqualTo("hello\n");
    }

    @Test
    void tellNobodyWhatWasSetForUs() {
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "PATH", "/bin",
                                "SAMPAN_DATABASE_PASSWORD", "secret",
                                "SPRING_DATASOURCE_PASSWORD", "secret"));
        CommandRunner.forgetOurs(environment);
        assertThat(environment).containsExactly(Map.entry("PATH", "/bin"));
        assertThat(runner.run(Command.of("env"))).contains("PATH=").doesNotContain("SAMPAN_");
    }

    @Test
    void passTheInput() {
        Timed cat =
                new Timed(List.of("cat"), Duration.ofSeconds(5), Optional.of("x".repeat(300_000)));
        assertThat(runner.run(cat)).hasSize(300_000);
    }

    @Test
    void sayExitCodeAndErrorOutputWhenAProgramFails() {
        CommandFailedException failure =
                catchThrowableOfType(
                        CommandFailedException.class,
                        () -> runner.run(Command.of("sh", "-c", "echo broken >&2; exit 3")));
        assertThat(failure).hasMessage("Command 'sh' failed with exit code 3: broken");
        assertThat(failure.exitCode()).isEqualTo(3);
    }

    @Test
    void sayThatAProgramIsMissing() {
        assertThatThrownBy(() -> runner.run(Command.of("no-such-program")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("'no-such-program' could not be started");
    }

    @Test
    void endAProgramThatReadsNothingOfALongInput() {
        Timed ignoring =
                new Timed(List.of("true"), Duration.ofSeconds(5), Optional.of("x".repeat(300_000)));
        assertThat(runner.run(ignoring)).isEmpty();
    }

    @Test
    void endTheProcessTreeWhenTheTimeIsOver() {
        Timed slow =
                new Timed(
                        List.of("sh", "-c", "sleep 987654 & wait"),
                        Duration.ofMillis(300),
                        Optional.empty());
        assertThatThrownBy(() -> runner.run(slow)).hasMessageContaining("took longer than");
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().commandLine().orElse("").contains("987654"));
    }

    @Test
    void giveLinesOfBothStreamsAsTheyCome() throws InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();
        runner.stream(Command.of("sh", "-c", "echo one; echo two >&2; printf three"), lines::add);
        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    void endTheProcessTreeWhenInterrupted() throws Exception {
        CompletableFuture<Thread> started = new CompletableFuture<>();
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        runner.stream(
                                                Command.of(
                                                        "sh", "-c", "echo on; sleep 876543 & wait"),
                                                _ -> started.complete(Thread.currentThread()));
                                    } catch (InterruptedException | RuntimeException e) {
                                        outcome.complete(e);
                                    }
                                });
        started.get();
        thread.interrupt();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().commandLine().orElse("").contains("876543"));
    }
}

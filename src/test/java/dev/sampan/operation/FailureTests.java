package dev.sampan.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.RefusedException;
import dev.sampan.container.ContainerLimitException;
import dev.sampan.container.StorageLimitException;
import dev.sampan.operation.Failure.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureTests {

    @Test
    void tellsWhyTheHostCannotGiveALimit() {
        assertThat(Failure.of(new StorageLimitException("too full")))
                .isEqualTo(new Failure(Kind.CONFLICT, "too full"));
        assertThat(Failure.of(new ContainerLimitException("no swap is counted")))
                .isEqualTo(new Failure(Kind.CONFLICT, "no swap is counted"));
    }

    @Test
    void tellsWhatToDoWhenTheDiskIsFull() {
        Throwable database =
                new IllegalStateException(
                        "could not execute statement", new IOException("No space left on device"));
        assertThat(Failure.of(database))
                .returns(Kind.CONFLICT, Failure::kind)
                .satisfies(
                        failure -> assertThat(failure.message()).contains("`cleanup --dry-run`"));
    }

    @Test
    void keepsWhatBrokeToTheLog() {
        assertThat(Failure.of(new IllegalStateException("/secret/path")))
                .returns(Kind.INTERNAL, Failure::kind)
                .satisfies(failure -> assertThat(failure.message()).doesNotContain("secret"));
        assertThat(Failure.of(RefusedException.invalid("no")).kind()).isEqualTo(Kind.INVALID);
    }
}

package dev.sampan;

import dev.sampan.host.SampanHome;
import dev.sampan.image.Stacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Makes the base layer of all apps at the first start, while the control plane serves already.
 *
 * <p>How far it is stands in `log/progress`, one line for each step, for the launcher to show; the last one is `ready`, or
 * begins with `!` when it failed and is tried again later.
 */
@Component
final class BaseLayer {

    private static final Logger LOG = LoggerFactory.getLogger(BaseLayer.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Stacks stacks;
    private final String stack;
    private final Path progress;

    BaseLayer(
            Stacks stacks,
            @Value("${sampan.build.stack:debian-13}") String stack,
            SampanHome home) {
        this.stacks = stacks;
        this.stack = stack;
        this.progress = home.resolve("log", "progress");
    }

    /** Returns at once; the work goes on in a thread of its own. */
    void makeInBackground() {
        Thread.ofPlatform().daemon().name("base-layer").start(this::makeUntilReady);
    }

    private void makeUntilReady() {
        try {
            while (!make()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            LOG.error("Cannot tell how far the base layer is", e);
        }
    }

    private boolean make() {
        try {
            stacks.require(stack, this::tell);
            tell("ready");
            return true;
        } catch (RuntimeException e) {
            LOG.error("Base layer '{}' could not be made", stack, e);
            tell("! " + String.valueOf(e.getMessage()).replace('\n', ' '));
            return false;
        }
    }

    private void tell(String line) {
        try {
            Files.createDirectories(progress.getParent());
            Files.writeString(
                    progress, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

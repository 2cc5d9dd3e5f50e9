package dev.sampan;

import dev.sampan.build.BuildLog;
import dev.sampan.build.RuntimeLayers;
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
    private final RuntimeLayers runtimes;
    private final String stack;
    private final Path progress;

    BaseLayer(
            Stacks stacks,
            RuntimeLayers runtimes,
            @Value("${sampan.build.stack:debian-13}") String stack,
            SampanHome home) {
        this.stacks = stacks;
        this.runtimes = runtimes;
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
            runtimes.prepare(new QuietBuildLog());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            LOG.error("Cannot tell how far the base layer is", e);
        } catch (RuntimeException e) {
            LOG.warn(
                    "A runtime layer could not be made; the first push that needs it tries again",
                    e);
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

    /** Nobody watches: only what needs attention goes to the log of the control plane. */
    private static final class QuietBuildLog implements BuildLog {

        @Override
        public void step(String text) {
            LOG.info("{}", text);
        }

        @Override
        public void line(String text) {
            LOG.debug("{}", text);
        }

        @Override
        public void warn(String text) {
            LOG.warn("{}", text);
        }
    }
}

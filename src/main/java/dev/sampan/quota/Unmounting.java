package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;

/** Unmounts a disk, and waits a moment for the last process of a container that was just stopped. */
record Unmounting(CommandRunner commands) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(25);

    void unmount(Path target) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                commands.run(Command.of("umount", target.toString()));
                return;
            } catch (CommandFailedException e) {
                if (!e.errorOutput().contains("busy") || System.nanoTime() > deadline) {
                    throw new DiskQuotaException(
                            "The disk at '%s' cannot be unmounted: %s. Stop what still uses it (fuser -vm %s shows it)"
                                    .formatted(target, e.errorOutput(), target),
                            e);
                }
                pause(target);
            }
        }
    }

    private static void pause(Path target) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DiskQuotaException("Interrupted while unmounting '%s'".formatted(target), e);
        }
    }
}

package dev.sampan.doctor;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The queue that limits the bandwidth of apps. */
@Component
@Order(90)
final class ShapingCheck implements HostCheck {

    private final CommandRunner commands;

    ShapingCheck(CommandRunner commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "Bandwidth";
    }

    @Override
    public Finding check() {
        try {
            commands.run(new TryTokenBucketCommand());
            return Finding.ok("tbf works");
        } catch (CommandFailedException e) {
            return Finding.fail(String.valueOf(e.getMessage()), "Load the kernel module sch_tbf");
        }
    }
}

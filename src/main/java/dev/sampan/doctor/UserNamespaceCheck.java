package dev.sampan.doctor;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** User namespaces: root in a container is nobody on the host. */
@Component
@Order(30)
final class UserNamespaceCheck implements HostCheck {

    private final CommandRunner commands;

    UserNamespaceCheck(CommandRunner commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "User namespaces";
    }

    @Override
    public Finding check() {
        try {
            commands.run(new TryUserNamespaceCommand());
            return Finding.ok("work");
        } catch (CommandFailedException e) {
            return Finding.fail(
                    String.valueOf(e.getMessage()),
                    "Set sysctl user.max_user_namespaces above 0, and let no security module forbid them");
        }
    }
}

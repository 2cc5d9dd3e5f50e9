package dev.sampan.ssh;

import dev.sampan.git.GitLogins;
import dev.sampan.operation.GitHostOperations;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The commands `git:auth` and `git:auth-status`. */
@Component
final class GitLoginCommands {

    private final GitHostOperations hosts;

    GitLoginCommands(GitHostOperations hosts) {
        this.hosts = hosts;
    }

    List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "git:auth",
                        "<host> [<username> [<password>]]",
                        "Log in at a host when source is fetched from it by HTTPS, or no more; the password may come on the standard input",
                        this::login),
                new CommandEntry(
                        "git:auth-status",
                        "<host> [<username> <password>]",
                        "Answer by the exit code whether there is a login at a host, or this one",
                        this::status));
    }

    private void login(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(!rest.isEmpty() && rest.size() <= 3);
        Optional<GitLogins.Login> login =
                rest.size() == 1
                        ? Optional.empty()
                        : Optional.of(
                                new GitLogins.Login(
                                        rest.get(1),
                                        rest.size() == 3 ? rest.get(2) : call.readInput().strip()));
        hosts.login(call.caller(), rest.getFirst(), login);
        call.terminal()
                .step(
                        login.isPresent()
                                ? "Source is fetched from %s as %s from now on"
                                        .formatted(rest.getFirst(), rest.get(1))
                                : "Source is fetched from %s without a login from now on"
                                        .formatted(rest.getFirst()));
    }

    private void status(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 1 || rest.size() == 3);
        Optional<GitLogins.Login> login =
                rest.size() == 3
                        ? Optional.of(new GitLogins.Login(rest.get(1), rest.get(2)))
                        : Optional.empty();
        if (!hosts.isLoggedIn(call.caller(), rest.getFirst(), login)) {
            throw new ExitException(1);
        }
    }
}

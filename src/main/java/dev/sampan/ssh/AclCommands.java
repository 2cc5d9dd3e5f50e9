package dev.sampan.ssh;

import dev.sampan.account.Role;
import dev.sampan.app.AppName;
import dev.sampan.operation.UserOperations;
import java.util.List;
import org.springframework.stereotype.Component;

/** The commands `acl:…`, which give single apps to users. */
@Component
final class AclCommands implements CommandGroup {

    private final UserOperations users;

    AclCommands(UserOperations users) {
        this.users = users;
    }

    @Override
    public String name() {
        return "acl";
    }

    @Override
    public String title() {
        return "Give single apps to users";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "acl:add",
                        "<app> <user> [viewer|deployer]",
                        "Let a user see an app, or deploy it, which is the default",
                        this::add),
                new CommandEntry("acl:allowed", "<user>", "List the apps of a user", this::allowed),
                new CommandEntry("acl:list", "<app>", "List the users of an app", this::list),
                new CommandEntry(
                        "acl:remove",
                        "<app> <user>",
                        "Let a user do no more with an app than the role allows",
                        this::remove));
    }

    private void add(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2 || rest.size() == 3);
        Role role = rest.size() == 3 ? Role.parse(rest.get(2)) : Role.DEPLOYER;
        users.give(call.caller(), app, rest.get(1), role);
        call.terminal().step("User %s is %s of %s now".formatted(rest.get(1), role.word(), app));
    }

    private void remove(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2);
        boolean had = users.take(call.caller(), app, rest.get(1));
        call.terminal()
                .step(
                        had
                                ? "Took %s from user %s".formatted(app, rest.get(1))
                                : "Skipping: %s was not given to user %s"
                                        .formatted(app, rest.get(1)));
    }

    private void list(Invocation call) {
        users.ofApp(call.caller(), call.onlyApp())
                .forEach(
                        (user, role) ->
                                call.terminal().line("%-20s  %s".formatted(user, role.word())));
    }

    private void allowed(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 1);
        users.ofUser(call.caller(), rest.getFirst())
                .forEach(
                        (app, role) ->
                                call.terminal().line("%-20s  %s".formatted(app, role.word())));
    }
}

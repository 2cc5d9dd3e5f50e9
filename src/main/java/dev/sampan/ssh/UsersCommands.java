package dev.sampan.ssh;

import dev.sampan.account.Role;
import dev.sampan.account.User;
import dev.sampan.operation.UserOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `users:…`. */
@Component
final class UsersCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final UserOperations users;

    UsersCommands(UserOperations users) {
        this.users = users;
    }

    @Override
    public String name() {
        return "users";
    }

    @Override
    public String title() {
        return "Manage who may sign in, and what they may do";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "users:add",
                        "<user> [member|viewer|deployer|admin]",
                        "Add a user; a member has the apps that `acl:add` gives, the others all of them",
                        this::add),
                new CommandEntry(
                        "users:list", "[--format stdout|json]", "List the users", this::list),
                new CommandEntry(
                        "users:password",
                        "<user>",
                        "Give a user the password on the standard input for the dashboard, or a new one that is shown",
                        this::password),
                new CommandEntry(
                        "users:remove",
                        "<user>",
                        "Remove a user with keys and tokens",
                        this::remove),
                new CommandEntry(
                        "users:role",
                        "<user> member|viewer|deployer|admin",
                        "Give a user another role",
                        this::role),
                new CommandEntry(
                        "users:token",
                        "<user>",
                        "Give a user a new token for REST, git over HTTP and the registry, and show it once",
                        this::token));
    }

    private void add(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 1 || rest.size() == 2);
        Role role = rest.size() == 2 ? Role.parse(rest.get(1)) : Role.MEMBER;
        User user = users.add(call.caller(), rest.getFirst(), role);
        call.terminal().step("Added user %s as %s".formatted(user.name(), user.role().word()));
    }

    private void role(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2);
        User user = users.changeRole(call.caller(), rest.getFirst(), Role.parse(rest.get(1)));
        call.terminal().step("User %s is %s now".formatted(user.name(), user.role().word()));
    }

    private void remove(Invocation call) {
        String name = onlyUser(call);
        call.confirm("user", name);
        call.terminal().step("Removed user %s".formatted(users.remove(call.caller(), name).name()));
    }

    private void password(Invocation call) {
        String name = onlyUser(call);
        String typed = call.readInput().strip();
        Optional<String> wanted = Optional.of(typed).filter(text -> !text.isEmpty());
        String password = users.password(call.caller(), name, wanted);
        call.terminal().line(wanted.isPresent() ? "-----> Changed the password" : password);
    }

    private void token(Invocation call) {
        call.terminal().line(users.token(call.caller(), onlyUser(call)).value());
    }

    private static String onlyUser(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 1);
        return rest.getFirst();
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        String format = options.value("--format").orElse("stdout");
        call.expect(options.rest().isEmpty() && Set.of("stdout", "json").contains(format));
        List<User> all = users.list(call.caller());
        if (format.equals("json")) {
            call.terminal()
                    .line(JSON.writeValueAsString(all.stream().map(UsersCommands::json).toList()));
            return;
        }
        call.terminal().header("Users");
        all.forEach(
                user ->
                        call.terminal()
                                .line("%-20s  %s".formatted(user.name(), user.role().word())));
    }

    private static Map<String, String> json(User user) {
        Map<String, String> item = new LinkedHashMap<>();
        item.put("name", user.name());
        item.put("role", user.role().word());
        return item;
    }
}

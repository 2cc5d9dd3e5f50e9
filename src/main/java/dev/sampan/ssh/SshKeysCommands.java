package dev.sampan.ssh;

import dev.sampan.account.SshKey;
import dev.sampan.account.Users;
import dev.sampan.operation.KeyOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `ssh-keys:…`. */
@Component
final class SshKeysCommands implements CommandGroup {

    /** What dokku allows a key; ours cannot do more either. */
    private static final String ALLOWED =
            "no-agent-forwarding,no-user-rc,no-X11-forwarding,no-port-forwarding";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KeyOperations keys;

    SshKeysCommands(KeyOperations keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "ssh-keys";
    }

    @Override
    public String title() {
        return "Manage the public keys that may sign in";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "ssh-keys:add",
                        "[--user <user>] <name>",
                        "Add the public key that stands on the standard input; it signs in as the user, else as admin",
                        this::add),
                new CommandEntry(
                        "ssh-keys:list",
                        "[--format text|json] [<name>]",
                        "List the keys",
                        this::list),
                new CommandEntry(
                        "ssh-keys:remove",
                        "<name> | --fingerprint <fingerprint>",
                        "Remove a key",
                        this::remove));
    }

    private void add(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--user"));
        List<String> rest = options.rest();
        if (rest.size() == 2) {
            throw new UsageException(
                    "A key is read from the standard input, not from a file of the server: cat %s | ssh … ssh-keys:add %s"
                            .formatted(rest.get(1), rest.get(0)));
        }
        call.expect(rest.size() == 1);
        SshKey key =
                keys.add(
                        call.caller(),
                        rest.getFirst(),
                        options.value("--user").orElse(Users.ADMIN),
                        call.readInput());
        call.terminal().line(key.fingerprint());
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        call.expect(options.rest().size() <= 1);
        List<SshKey> found =
                keys.list(call.caller()).stream()
                        .filter(
                                key ->
                                        options.rest().isEmpty()
                                                || options.rest().contains(key.name()))
                        .toList();
        String format = options.value("--format").orElse("text");
        call.expect(format.equals("text") || format.equals("json"));
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    found.stream().map(SshKeysCommands::json).toList()));
            return;
        }
        found.forEach(
                key ->
                        call.terminal()
                                .line(
                                        "%s NAME=\"%s\" SSHCOMMAND_ALLOWED_KEYS=\"%s\" USER=\"%s\""
                                                .formatted(
                                                        key.fingerprint(),
                                                        key.name(),
                                                        ALLOWED,
                                                        key.user())));
    }

    private void remove(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--fingerprint"));
        call.expect(options.rest().size() + options.values().size() == 1);
        String which = options.value("--fingerprint").orElseGet(() -> options.rest().getFirst());
        SshKey key = keys.remove(call.caller(), which);
        call.terminal().step("Removed key %s".formatted(key.name()));
    }

    private static Map<String, String> json(SshKey key) {
        Map<String, String> item = new LinkedHashMap<>();
        item.put("fingerprint", key.fingerprint());
        item.put("name", key.name());
        item.put("SSHCOMMAND_ALLOWED_KEYS", ALLOWED);
        item.put("user", key.user());
        return item;
    }
}

package dev.sampan.ssh;

import dev.sampan.operation.SecretOperations;
import dev.sampan.secret.SecretKeys;
import java.util.List;
import org.springframework.stereotype.Component;

/** The commands `secrets:…`. */
@Component
final class SecretsCommands implements CommandGroup {

    private final SecretOperations secrets;

    SecretsCommands(SecretOperations secrets) {
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public String title() {
        return "Manage the key that config vars, logins and other secrets are sealed with";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "secrets:info", "", "Show which key it is and where it lies", this::info),
                new CommandEntry(
                        "secrets:rotate",
                        "",
                        "Make a new key and seal everything with it; nothing is restarted",
                        this::rotate));
    }

    private void info(Invocation call) {
        call.expect(Options.none(call.arguments()).rest().isEmpty());
        SecretOperations.Place place = secrets.place(call.caller());
        call.terminal().header("Secrets");
        call.terminal().line("Key:   " + place.keyId());
        call.terminal().line("File:  " + place.file());
    }

    private void rotate(Invocation call) throws InterruptedException {
        call.expect(Options.none(call.arguments()).rest().isEmpty());
        SecretKeys.Change change = secrets.rotate(call.caller());
        call.terminal()
                .step(
                        "Sealed %d values with the new key %s"
                                .formatted(change.values(), change.keyId()));
        call.terminal()
                .detail(
                        "Copies of the database from before need the key file of before; keep a copy of the new one, too");
    }
}

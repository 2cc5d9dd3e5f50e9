package dev.sampan.doctor;

import dev.sampan.host.Command;
import java.util.List;

/** Makes a user namespace that ends at once. */
record TryUserNamespaceCommand() implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of("unshare", "--user", "--map-root-user", "--", "true");
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

package dev.sampan.doctor;

import dev.sampan.host.Command;
import java.util.List;
import java.util.Optional;

/** Loads a table with masquerading into a network namespace that ends with the program. */
record TryMasqueradeCommand() implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of("unshare", "--net", "--", "nft", "-f", "-");
    }

    @Override
    public Optional<String> input() {
        return Optional.of(
                """
                table ip doctor {
                  chain out {
                    type nat hook postrouting priority 100; policy accept;
                    masquerade
                  }
                }
                """);
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

package dev.sampan.network;

import dev.sampan.host.Command;
import java.util.List;
import java.util.Optional;

/**
 * Lets a chain of the host's own firewall pass what goes from and to our links: our own table decides about that, and a
 * packet that one chain drops cannot be saved by another.
 *
 * @param chain the chain
 * @param prefix how our links' names start
 */
record AdmitCommand(ForwardChain chain, String prefix) implements Command<String> {

    /** Whether a listing of the chain shows that it admits our links already. */
    static boolean isAdmitted(String listing, String prefix) {
        return listing.contains("iifname \"" + prefix + "*\"")
                && listing.contains("oifname \"" + prefix + "*\"");
    }

    @Override
    public List<String> argv() {
        return List.of("nft", "-f", "-");
    }

    @Override
    public Optional<String> input() {
        return Optional.of(
                """
                insert rule FAMILY TABLE CHAIN iifname "PREFIX*" counter accept
                insert rule FAMILY TABLE CHAIN oifname "PREFIX*" counter accept
                """
                        .replace("FAMILY", chain.family())
                        .replace("TABLE", chain.table())
                        .replace("CHAIN", chain.name())
                        .replace("PREFIX", prefix));
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

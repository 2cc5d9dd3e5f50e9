package dev.sampan.doctor;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The packet filter that keeps apps apart and gives them a way out. */
@Component
@Order(80)
final class NftablesCheck implements HostCheck {

    private final CommandRunner commands;

    NftablesCheck(CommandRunner commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "nftables";
    }

    @Override
    public Finding check() {
        try {
            commands.run(new TryMasqueradeCommand());
            return Finding.ok("takes a table with masquerading");
        } catch (CommandFailedException e) {
            return Finding.fail(
                    String.valueOf(e.getMessage()),
                    "Load the kernel modules nf_tables, nft_masq and nf_nat");
        }
    }
}

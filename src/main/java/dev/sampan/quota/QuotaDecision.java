package dev.sampan.quota;

import java.util.List;

/**
 * How the disk space of new owners is limited on this machine.
 *
 * @param driver the name of the driver
 * @param enforced whether the kernel holds owners to their limit, which a real write beyond one has shown
 * @param limitsFiles whether their number can be limited, too
 * @param rejected why it is no other driver that would have come first, as `uid: why`
 */
public record QuotaDecision(
        String driver, boolean enforced, boolean limitsFiles, List<String> rejected) {

    public QuotaDecision {
        rejected = List.copyOf(rejected);
    }
}

package dev.sampan.acme;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/** Which host names an authority can vouch for. */
final class IssuableHosts {

    /** Names that are never in the public DNS (RFC 6761, RFC 6762, RFC 9476 and common practice). */
    private static final Set<String> PRIVATE =
            Set.of("localhost", "local", "internal", "invalid", "example", "lan", "home", "alt");

    private IssuableHosts() {}

    /** Those that are no names of a private network. */
    static List<String> of(List<String> hosts) {
        return hosts.stream().filter(IssuableHosts::isPublic).toList();
    }

    private static boolean isPublic(String host) {
        int dot = host.lastIndexOf('.');
        String last = host.substring(dot + 1);
        return dot > 0 && !PRIVATE.contains(last) && !last.matches("\\d+");
    }

    /**
     * Refuses host names that have no address, so that no attempt at the authority is spent on them.
     *
     * @throws IssueFailedException naming the first
     */
    static void requireAddresses(List<String> hosts) {
        for (String host : hosts) {
            try {
                if (!host.startsWith("*.")) {
                    InetAddress.getByName(host);
                }
            } catch (UnknownHostException e) {
                IssueFailedException failure =
                        new IssueFailedException(
                                "Host '%s' has no address in the DNS, so the authority cannot reach it. Point its record to this machine, or remove it: `domains:remove`"
                                        .formatted(host));
                failure.initCause(e);
                throw failure;
            }
        }
    }
}

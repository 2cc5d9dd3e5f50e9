package dev.sampan.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostFirewallTests {

    private static final ForwardChain DOCKER = new ForwardChain("ip", "filter", "FORWARD");

    @Test
    void findsChainsThatDropWhatTheyDoNotKnow() {
        DroppingChainsCommand command = new DroppingChainsCommand();

        assertThat(command.argv()).containsExactly("nft", "list", "chains");
        assertThat(
                        command.parse(
                                """
                                table ip nat {
                                \tchain POSTROUTING {
                                \t\ttype nat hook postrouting priority srcnat; policy accept;
                                \t}
                                }
                                table ip filter {
                                \tchain DOCKER-USER {
                                \t}
                                \tchain FORWARD {
                                \t\ttype filter hook forward priority filter; policy drop;
                                \t}
                                }
                                table ip6 filter {
                                \tchain FORWARD {
                                \t\ttype filter hook forward priority filter; policy drop;
                                \t}
                                }
                                table ip sampan {
                                \tchain forward {
                                \t\ttype filter hook forward priority filter; policy accept;
                                \t}
                                }
                                """))
                .containsExactly(DOCKER);
    }

    @Test
    void admitsBothDirections() {
        AdmitCommand command = new AdmitCommand(DOCKER, "sampan");

        assertThat(command.argv()).containsExactly("nft", "-f", "-");
        assertThat(command.input())
                .contains(
                        """
                        insert rule ip filter FORWARD iifname "sampan*" counter accept
                        insert rule ip filter FORWARD oifname "sampan*" counter accept
                        """);
    }

    @Test
    void seesWhenLinksAreAdmittedAlready() {
        String listing =
                "iifname \"sampan*\" counter packets 0 bytes 0 accept\noifname \"sampan*\" accept";

        assertThat(AdmitCommand.isAdmitted(listing, "sampan")).isTrue();
        assertThat(AdmitCommand.isAdmitted(listing, "spu")).isFalse();
        assertThat(AdmitCommand.isAdmitted("", "sampan")).isFalse();
    }
}

package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * System calls by which a program could leave its container, or hurt the machine, are refused; each is tried as an ordinary
 * user and as root inside, by its number on x86-64.
 */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class HostileSystemCallHostTests {

    private static final String USER = "1000:1000";
    private static final String ROOT = "0:0";

    private final String program;
    private TestHost host;

    HostileSystemCallHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "unshare a user namespace, 272, 0x10000000",
        "unshare a mount namespace, 272, 0x20000",
        "unshare a network, 272, 0x40000000",
        "enter a namespace, 308, 0",
        "open a file by its handle, 304, -1",
        "make a new mount, 430, 0",
        "copy a mount tree, 428, -100",
        "move a mount, 429, -1",
        "change a mount's attributes, 442, -1",
        "turn the root round, 155, 0",
        "unmount, 166, 0",
        "restart the machine, 169, 0xfee1dead",
        "load a module, 313, 0",
        "load a kernel, 246, 0",
        "read the kernel's log, 103, 3",
        "set the time, 227, 0",
        "name the machine, 170, 0",
        "use more swap, 167, 0",
        "set quotas, 179, 0",
        "load a program into the kernel, 321, 0",
        "handle others' page faults, 323, 0",
        "count the kernel's events, 298, 0",
        "use rings for I/O, 425, 0",
        "keep a key, 248, 0",
        "ask for a key, 249, 0",
        "read keys, 250, 0",
        "use ports of the machine, 172, 3",
        "account processes, 163, 0"
    })
    void mayNot(String what, String call, String argument) throws Exception {
        for (String user : List.of(USER, ROOT)) {
            assertThat(
                            perl(
                                    user,
                                    "print(syscall(%s, %s, 0, 0, 0, 0) < 0 ? $!+0 : 'done')"
                                            .formatted(call, argument)))
                    .as("%s as %s", what, user)
                    .isEqualTo("1");
        }
    }

    @Test
    void haveNoUserNamespaceByAnyCall() throws Exception {
        for (String user : List.of(USER, ROOT)) {
            // clone with CLONE_NEWUSER, with CLONE_NEWNS, with CLONE_NEWNET; clone3
            for (String flags : List.of("0x10000011", "0x20011", "0x40000011")) {
                assertThat(
                                perl(
                                        user,
                                        "my $p = syscall(56, %s, 0, 0, 0, 0); exit if defined $p && $p == 0; print($p < 0 ? 'refused' : 'made')"
                                                .formatted(flags)))
                        .isEqualTo("refused");
            }
            assertThat(perl(user, "print(syscall(435, 0, 0) < 0 ? $!+0 : 'made')")).isEqualTo("38");
        }
    }

    /** On btrfs a subvolume of one's own would be outside the quota of the app's. */
    @Test
    void askNothingOfBtrfs() throws Exception {
        String tell = "print(syscall(16, 1, %s, 0) < 0 ? $!+0 : 'done')";
        for (String user : List.of(USER, ROOT)) {
            for (String command : List.of("0x5000940e", "0x50009418", "0x50009401", "0x50009417")) {
                assertThat(perl(user, tell.formatted(command))).isEqualTo("38");
            }
            // The size of the terminal, on what is none: this call reaches the kernel.
            assertThat(perl(user, tell.formatted("0x5413"))).isEqualTo("25");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "the kernel's cryptography, 38, 5, 0",
        "the hypervisor, 40, 1, 0",
        "all packets, 17, 3, 768",
        "packets of ICMP, 2, 3, 1",
        "packets with any header, 2, 3, 255",
        "packets of IPv6, 10, 3, 255",
        "Bluetooth, 31, 3, 0",
        "CAN, 29, 3, 1",
        "the kernel's configuration, 21, 5, 0"
    })
    void openNoSocketTo(String what, int family, int type, int protocol) throws Exception {
        for (String user : List.of(USER, ROOT)) {
            assertThat(
                            perl(
                                    user,
                                    "print(socket(my $s, %d, %d, %d) ? 'open' : 'refused')"
                                            .formatted(family, type, protocol)))
                    .as("%s as %s", what, user)
                    .isEqualTo("refused");
        }
    }

    @Test
    void leaveTheFilterByNoOtherKindOfCall() throws Exception {
        // The x32 form of getpid: the kernel lacks it, or the filter ends the program.
        assertThat(
                        perl(
                                USER,
                                "$| = 1; my $r = syscall(0x40000000 + 39); print($r > 0 ? 'called' : 'refused')"))
                .isIn("refused", "");
        // A filter of its own can only take away.
        assertThat(run(USER, "grep Seccomp: /proc/self/status")).contains("2");
        assertThat(perl(USER, "print(syscall(157, 22, 0, 0, 0, 0) < 0 ? 'kept' : 'off')"))
                .isEqualTo("kept");
        assertThat(perl(USER, "print(syscall(157, 38, 0, 0, 0, 0) < 0 ? 'kept' : 'off')"))
                .isEqualTo("kept");
    }

    private String perl(String user, String text) throws InterruptedException {
        return host.run(SpecBuilder.of(host.perl(text)).user(user).build());
    }

    private String run(String user, String script) throws InterruptedException {
        return host.run(SpecBuilder.of(host.shell(script)).user(user).build());
    }
}

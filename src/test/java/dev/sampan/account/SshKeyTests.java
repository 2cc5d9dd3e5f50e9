package dev.sampan.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshKeyTests {

    private static final String ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    @Test
    void dropCommentAndKeepKey() {
        SshKey key = SshKey.parse("me@laptop", "admin", ED25519 + " me@laptop\n");

        assertThat(key.publicKey()).isEqualTo(ED25519);
        assertThat(key.fingerprint())
                .isEqualTo("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "ssh-ed25519",
                "ssh-ed25519 AAAA",
                "ssh-ed25519 !!!!",
                "ssh-dss AAAAB3NzaC1kc3MAAACBAO",
                "command=\"sh\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nabc",
                "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
            })
    void refuseWhatIsNoUsablePublicKey(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> SshKey.parse("laptop", "admin", text));
    }

    @Test
    void refuseTwoKeysAtOnce() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> SshKey.parse("laptop", "admin", ED25519 + "\n" + ED25519))
                .withMessageContaining("one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "ü", "a/b", "a\"b"})
    void refuseNames(String name) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> SshKey.parse(name, "admin", ED25519));
    }
}

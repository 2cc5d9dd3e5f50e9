package dev.sampan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The argument vectors of the doctor's commands, and what it reads from their output. */
class DoctorCommandTests {

    @Test
    void tryUserNamespace() {
        assertThat(new TryUserNamespaceCommand().argv())
                .containsExactly("unshare", "--user", "--map-root-user", "--", "true");
    }

    @Test
    void tryMasquerade() {
        assertThat(new TryMasqueradeCommand().argv())
                .containsExactly("unshare", "--net", "--", "nft", "-f", "-");
        assertThat(new TryMasqueradeCommand().input()).get().asString().contains("masquerade");
    }

    @Test
    void tryTokenBucket() {
        assertThat(String.join(" ", new TryTokenBucketCommand().argv()))
                .isEqualTo(
                        "unshare --net -- tc qdisc add dev lo root tbf rate 1mbit burst 16kb latency 50ms");
    }

    @Test
    void listListeners() {
        assertThat(new ListenersCommand().argv()).containsExactly("ss", "-Hltnp");
    }

    @Test
    void readListenersWithAndWithoutTheirProcess() {
        String output =
                """
                LISTEN 0      511          0.0.0.0:80         0.0.0.0:*    users:(("nginx",pid=812,fd=6),("nginx",pid=811,fd=6))
                LISTEN 0      100 [::ffff:127.0.0.1]:7700             *:*    users:(("java",pid=20143,fd=25))
                LISTEN 0      128          0.0.0.0:2024       0.0.0.0:*
                LISTEN 0      128             [::]:443           [::]:*
                """;
        assertThat(new ListenersCommand().parse(output))
                .containsExactly(
                        new Listener(80, "nginx", 812),
                        new Listener(7700, "java", 20143),
                        new Listener(2024, "a process that cannot be seen", 0),
                        new Listener(443, "a process that cannot be seen", 0));
    }
}

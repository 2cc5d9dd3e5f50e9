package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAddressTests {

    private final RegistryAddress addresses =
            new RegistryAddress(
                    new RegistryProperties(
                            List.of("10.1.1.1", "127.0.0.1:5443"),
                            List.of("127.0.0.1:5000", "169.254.169.254"),
                            3,
                            Duration.ofSeconds(30),
                            4,
                            Duration.ofSeconds(1)));

    @Test
    void askDockerHubWhereItsRegistryIs() {
        assertThat(addresses.base("docker.io")).hasToString("https://registry-1.docker.io/v2/");
        assertThat(addresses.base("127.0.0.1:5000")).hasToString("http://127.0.0.1:5000/v2/");
        assertThat(addresses.base("[2001:db8::1]:5000"))
                .hasToString("https://[2001:db8::1]:5000/v2/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/v2/",
                "https://127.0.0.1:5001/v2/",
                "https://10.0.0.1/v2/",
                "https://192.168.1.1/",
                "https://172.16.0.1/",
                "https://100.64.0.1/",
                "https://[::1]/",
                "https://[fd00::1]/",
                "https://[fe80::1]/",
                "https://0.0.0.0/",
                "https://169.254.169.254/",
                "http://169.254.169.254/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:169.254.169.254]/",
                "https://0.1.2.3/",
                "http://192.0.2.1/",
                "file:///etc/passwd",
                "https://user:password@192.0.2.1/",
            })
    void refuseAddressesThatAppsDoNotReach(String target) {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> addresses.check(URI.create(target)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://192.0.2.1/v2/",
                "https://10.1.1.1/v2/",
                "https://127.0.0.1:5443/v2/",
                "http://127.0.0.1:5000/v2/",
                "https://[2001:db8::1]:5000/v2/",
            })
    void takePublicAndTrustedAddresses(String target) {
        assertThatCode(() -> addresses.check(URI.create(target)).close())
                .doesNotThrowAnyException();
    }
}

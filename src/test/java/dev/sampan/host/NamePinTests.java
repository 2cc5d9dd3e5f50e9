package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamePinTests {

    private static final InetAddress FIRST = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void everyLookUpFindsWhatIsHeldUntilItIsClosed() throws Exception {
        ScriptedNames.script("held.test", "192.0.2.1", "127.0.0.1");

        try (NamePin pin = NamePin.hold("held.test")) {
            assertThat(pin.addresses()).containsExactly(FIRST);
            assertThat(InetAddress.getAllByName("held.test")).containsExactly(FIRST);
            assertThat(InetAddress.getAllByName("Held.Test")).containsExactly(FIRST);
            try (NamePin second = NamePin.hold("HELD.test")) {
                assertThat(second.addresses()).containsExactly(FIRST);
            }
            assertThat(InetAddress.getAllByName("held.test")).containsExactly(FIRST);
        }
        assertThat(InetAddress.getAllByName("held.test")).containsExactly(SECOND);
    }

    @Test
    void nameWithoutAnAddressIsNotHeld() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> NamePin.hold("no such name.invalid"));
        assertThat(NamePin.held("no such name.invalid")).isNull();
    }

    @Test
    void addressesAreHeldAsTheyStandInUris() throws Exception {
        try (NamePin pin = NamePin.hold("[::1]")) {
            assertThat(pin.addresses()).containsExactly(InetAddress.ofLiteral("::1"));
        }
    }

    /** The tests have a provider of their own in front of it. */
    @Test
    void theJvmIsToldOfIt() throws Exception {
        assertThat(
                        Files.readString(
                                Path.of(
                                        "src/main/resources/META-INF/services/java.net.spi.InetAddressResolverProvider")))
                .isEqualTo(PinnedNames.class.getName() + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "0.1.2.3",
                "169.254.169.254",
                "224.0.0.1",
                "::",
                "::1",
                "fe80::1",
                "fd00::1",
                "ff02::1"
            })
    void privateAddressesAreKnown(String address) {
        assertThat(NamePin.isPrivate(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "100.128.0.1", "172.32.0.1", "2001:db8::1"})
    void othersArePublic(String address) {
        assertThat(NamePin.isPrivate(InetAddress.ofLiteral(address))).isFalse();
    }
}

package dev.sampan.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTests {

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "192.168.0.7, 192.168.0.7, true",
        "192.168.0.7, 192.168.0.8, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, fd00::1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe80::1, false",
        "::/0, 10.0.0.1, true",
        "2001:db8::/65, 2001:db8:0:0:7fff::1, true",
        "2001:db8::/65, 2001:db8:0:0:8000::1, false",
        "::1, ::1, true"
    })
    void containsWhatHasItsPrefix(String block, String address, boolean contained) {
        assertThat(AddressBlock.parse(block).contains(InetAddress.ofLiteral(address).getAddress()))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.0/16", "192.168.0.7", "0.0.0.0/0", "fd00:0:0:0:0:0:0:0/8"})
    void writesWhatItReads(String text) {
        assertThat(AddressBlock.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.1.0.1/16", "10.0.0.0/33", "::1/129", "app.test", "1.2.3", "/8"})
    void refusesWhatIsNoBlock(String text) {
        assertThatThrownBy(() -> AddressBlock.parse(text))
                .isInstanceOf(InvalidAmountException.class)
                .hasMessageContaining("'" + text + "' is not a block of addresses");
    }

    @Test
    void refusesPrefixThatIsTooLongWhenMadeOfNumbers() {
        assertThatThrownBy(() -> new AddressBlock(0, 0, 129))
                .isInstanceOf(InvalidAmountException.class);
    }
}

package dev.sampan.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MatchingKeyTests {

    @Test
    void findsTheKeyOfTheFirstCertificate() throws Exception {
        CertificateMaker.Made made = make();
        String other = make().keyText();

        assertThat(find(made.chainText() + other + made.keyText())).isEqualTo(made.keyText());
        assertThat(find(made.keyText() + other + made.chainText())).isEqualTo(made.keyText());
    }

    @Test
    void refusesKeysThatAreNoneOfTheCertificate() throws Exception {
        CertificateMaker.Made made = make();

        assertThatThrownBy(() -> find(made.chainText() + make().keyText() + make().keyText()))
                .hasMessageContaining("None of 2 keys is that of certificate 'leaf'");
        assertThatThrownBy(() -> find(made.chainText()))
                .hasMessageContaining("There are 2 certificates and 0 keys");
        assertThatThrownBy(() -> find(made.keyText()))
                .hasMessageContaining("There are 0 certificates and 1 keys");
    }

    private static String find(String text) {
        return MatchingKey.find(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static CertificateMaker.Made make() throws Exception {
        return new CertificateMaker()
                .make(CertificateMaker.day(-1), CertificateMaker.day(1), "shop.example");
    }
}

package dev.sampan.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateChainTests {

    @Test
    void putsEachBehindTheOneItSigned() throws Exception {
        CertificateMaker.Made made = make();

        assertThat(order(made.root(), made.middle(), made.leaf()))
                .isEqualTo(Pem.write(List.of(made.leaf(), made.middle(), made.root())));
        assertThat(order(made.middle(), made.leaf(), made.middle())).isEqualTo(made.chainText());
        assertThat(order(made.root())).isEqualTo(Pem.write(List.of(made.root())));
    }

    @Test
    void refusesWhatIsNoSingleChain() throws Exception {
        CertificateMaker.Made made = make();

        assertThatThrownBy(() -> order(made.leaf(), make().root()))
                .hasMessageContaining("Send one chain");
        assertThatThrownBy(() -> CertificateChain.order(new byte[0]))
                .hasMessageContaining("There are 0 certificates");
        assertThatThrownBy(
                        () ->
                                CertificateChain.order(
                                        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                                                .getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("cannot be read");
    }

    private static String order(X509Certificate... certificates) {
        return CertificateChain.order(
                Pem.write(List.of(certificates)).getBytes(StandardCharsets.US_ASCII));
    }

    private static CertificateMaker.Made make() throws Exception {
        return new CertificateMaker()
                .make(CertificateMaker.day(-1), CertificateMaker.day(1), "shop.example");
    }
}

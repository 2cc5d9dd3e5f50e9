package dev.sampan.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.app.RefusedException;
import dev.sampan.certificate.CertificateMaker.Made;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is taken as a certificate, and what is refused with which words. */
class UploadTests {

    private CertificateMaker authority;
    private Made made;

    @BeforeEach
    void make() throws Exception {
        authority = new CertificateMaker();
        made =
                authority.make(
                        CertificateMaker.day(-1),
                        CertificateMaker.day(5),
                        "Shop.example.com",
                        "*.example.com");
    }

    private static KeyedCertificate read(String text) {
        return Upload.read(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void readsKeyAndChainInAnyOrder() {
        KeyedCertificate first = read(made.chainText() + made.keyText());
        KeyedCertificate second = read(made.keyText() + "words between\n" + made.chainText());

        assertThat(first).isEqualTo(second);
        assertThat(first.chain()).containsExactly(made.leaf(), made.middle());
        assertThat(first.facts().hosts()).containsExactly("shop.example.com", "*.example.com");
        assertThat(first.facts().issuer()).isEqualTo("Test middle");
        assertThat(first.facts().selfSigned()).isFalse();
    }

    @Test
    void writesWhatItReads() {
        KeyedCertificate read = read(made.chainText() + made.keyText());

        assertThat(Upload.read(read.toPem())).isEqualTo(read);
    }

    @Test
    void readsTheOlderFormsOfKeys() throws Exception {
        KeyPair rsa = CertificateMaker.keys("RSA", 2048);
        Made withRsa =
                authority.make(rsa, CertificateMaker.day(-1), CertificateMaker.day(5), "a.example");
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(rsa.getPrivate());
        }

        assertThat(text.toString()).contains("BEGIN RSA PRIVATE KEY");
        assertThat(read(withRsa.chainText() + text).key()).isEqualTo(rsa.getPrivate());
    }

    @Test
    void readsATarAsDokkuDoes() throws Exception {
        byte[] tar = tar(Map.of("server.crt", made.chainText(), "server.key", made.keyText()));

        assertThat(Upload.read(tar).leaf()).isEqualTo(made.leaf());
        assertThatThrownBy(() -> Upload.read(tar(Map.of("a.crt", made.chainText(), "b.crt", "x"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2 files '*.crt' and 0 files '*.key'");
    }

    private static byte[] tar(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.US_ASCII);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws Exception {
        Made other = authority.make(CertificateMaker.day(-1), CertificateMaker.day(5), "b.example");

        assertThatThrownBy(() -> read(made.chainText() + other.keyText()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("The key is not that of certificate 'leaf'");
    }

    @Test
    void refusesAChainOutOfOrder() {
        String wrong = Pem.write(List.of(made.leaf(), made.root())) + made.keyText();

        assertThatThrownBy(() -> read(wrong))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "certificate 2 ('Test root') did not sign certificate 1 ('leaf')");
    }

    @Test
    void refusesAnExpiredCertificateAndOneWithoutHosts() throws Exception {
        Made old = authority.make(CertificateMaker.day(-5), CertificateMaker.day(-1), "a.example");
        Made nobody = authority.make(CertificateMaker.day(-1), CertificateMaker.day(5));

        assertThatThrownBy(() -> read(old.chainText() + old.keyText()).requireUsable(Instant.now()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Certificate 'leaf' expired at");
        assertThatThrownBy(
                        () ->
                                read(nobody.chainText() + nobody.keyText())
                                        .requireUsable(Instant.now()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("names no host");
    }

    @Test
    void refusesWhatIsMissingEncryptedOrWeak() throws Exception {
        assertThatThrownBy(() -> read(made.chainText())).hasMessageContaining("There is no key");
        assertThatThrownBy(() -> read(made.keyText()))
                .hasMessageContaining("There is no certificate");
        assertThatThrownBy(() -> read(made.chainText() + made.keyText() + made.keyText()))
                .hasMessageContaining("There are two keys");
        StringWriter encrypted = new StringWriter();
        KeyPair weak = CertificateMaker.keys("RSA", 1024);
        try (JcaPEMWriter writer = new JcaPEMWriter(encrypted)) {
            writer.writeObject(
                    weak.getPrivate(),
                    new JcePEMEncryptorBuilder("AES-256-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build("secret".toCharArray()));
        }
        assertThatThrownBy(() -> read(made.chainText() + encrypted))
                .hasMessageContaining("The key is encrypted");
        Made withWeak =
                authority.make(
                        weak, CertificateMaker.day(-1), CertificateMaker.day(5), "a.example");
        assertThatThrownBy(() -> read(withWeak.chainText() + withWeak.keyText()))
                .hasMessageContaining("RSA of at least 2048 bits");
        assertThatThrownBy(
                        () -> read("-----BEGIN CERTIFICATE-----\nxxx\n-----END CERTIFICATE-----\n"))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void coversAHostByItsNameOrOneLevelOfAWildcard() {
        CertificateFacts facts = read(made.chainText() + made.keyText()).facts();

        assertThat(facts.covers("shop.example.com")).isTrue();
        assertThat(facts.covers("www.example.com")).isTrue();
        assertThat(facts.covers("*.example.com")).isTrue();
        assertThat(facts.covers("example.com")).isFalse();
        assertThat(facts.covers("a.b.example.com")).isFalse();
    }
}

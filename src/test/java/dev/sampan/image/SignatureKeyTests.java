package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureKeyTests {

    /** Made with `openssl ecparam -name prime256v1 -genkey`, as is the signature of "hello\n" below. */
    private static final String OPENSSL =
            """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0MEWi7Kte5TcB3AVt2tnESQcdKYM
            AWaPOHb/UZb4ACAUFWsb/7HDOVPgqNrlr4I0ZN/Nj7tmIDktoJ2ojGuq4Q==
            -----END PUBLIC KEY-----
            """;

    private static final String SIGNATURE =
            "MEYCIQC9CPVvmV0ex3DiVq5Oia10cx9ZyVOdMruEfaRK22T3KwIhAOeGYnwFQGKzJ5P6IFK7tnVcKNoBXD/MJ5j/5p88xCnf";

    private static final byte[] CONTENT = "hello\n".getBytes(StandardCharsets.UTF_8);

    @Test
    void takesASignatureOfOpensslWhenItIsOverTheseBytes() {
        SignatureKey key = SignatureKey.parse(OPENSSL).getFirst();
        byte[] signature = SignaturePolicy.decode(SIGNATURE).orElseThrow();

        assertThat(key.fingerprint().value())
                .isEqualTo(
                        "sha256:48d00e07abf2d29d764809dec16a61e0c4d5092565e5d12a2471c135765cd21e");
        assertThat(key.hasSigned(CONTENT, signature)).isTrue();
        assertThat(key.hasSigned(Digest.of(CONTENT), signature)).isTrue();
        assertThat(key.hasSigned("hello".getBytes(StandardCharsets.UTF_8), signature)).isFalse();
        assertThat(key.hasSigned(CONTENT, new byte[0])).isFalse();
        assertThat(key.hasSigned(CONTENT, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0})).isFalse();
    }

    @Test
    void readsWhatItWrites() {
        ImageSigner one = new ImageSigner();
        ImageSigner two = new ImageSigner();

        List<SignatureKey> both = SignatureKey.parse("cosign.pub:\n" + one.pem() + two.pem());

        assertThat(both).containsExactly(one.publicKey(), two.publicKey());
        assertThat(SignatureKey.parse(both.getFirst().pem())).containsExactly(both.getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMFkw\n-----END PRIVATE KEY-----"
            })
    void refusesWhatIsNoPublicKey(String text) {
        assertThatExceptionOfType(InvalidSignatureKeyException.class)
                .isThrownBy(() -> SignatureKey.parse(text));
    }

    @Test
    void refusesKeysOfOtherKinds() {
        String p384 = new ImageSigner("secp384r1").pem();

        assertThatExceptionOfType(InvalidSignatureKeyException.class)
                .isThrownBy(() -> SignatureKey.parse(p384))
                .withMessageContaining("P-256");
        assertThatExceptionOfType(InvalidSignatureKeyException.class)
                .isThrownBy(() -> SignatureKey.parse(new ImageSigner().pem().repeat(21)))
                .withMessageContaining("There are 21 public keys");
        assertThatExceptionOfType(InvalidSignatureKeyException.class)
                .isThrownBy(() -> SignatureKey.parse("x".repeat(70_000)))
                .withMessageContaining("64 KiB");
    }

    @Test
    void takesAnArchiveWhenOneOfTheKeysSignedIt() {
        ImageSigner signer = new ImageSigner();
        SignaturePolicy policy =
                new SignaturePolicy(List.of(new ImageSigner().publicKey(), signer.publicKey()));
        Digest sent = Digest.of(CONTENT);

        assertThat(policy.checkArchive(sent, Optional.of(signer.sign(CONTENT) + "\n")))
                .contains(signer.publicKey());
        assertThat(SignaturePolicy.NONE.checkArchive(sent, Optional.empty())).isEmpty();
    }

    @Test
    void refusesAnArchiveThatNobodySignedWhoIsTrusted() {
        SignatureKey key = new ImageSigner().publicKey();
        SignaturePolicy policy = new SignaturePolicy(List.of(key));
        Digest sent = Digest.of(CONTENT);

        assertThatExceptionOfType(UntrustedImageException.class)
                .isThrownBy(() -> policy.checkArchive(sent, Optional.empty()))
                .withMessageContaining(sent.value())
                .withMessageContaining(key.fingerprint().value())
                .withMessageContaining("no signature came with it")
                .withMessageContaining("cosign sign-blob");
        for (String wrong :
                List.of(new ImageSigner().sign(CONTENT), "", "no base64!", "A".repeat(100_000))) {
            assertThatExceptionOfType(UntrustedImageException.class)
                    .isThrownBy(() -> policy.checkArchive(sent, Optional.of(wrong)))
                    .withMessageContaining("by none of these keys");
        }
    }
}

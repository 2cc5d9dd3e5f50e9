package dev.sampan.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTests {

    private static final SecretName NAME = new SecretName("config var", "shop", "TOKEN");
    private static final String VALUE = "päss\nwörd";

    @TempDir private Path home;
    private Secrets secrets;

    @BeforeEach
    void makeKey() {
        secrets = TestSecrets.in(home);
    }

    @Test
    void opensWhatItSealed() {
        String sealed = secrets.seal(NAME, VALUE);

        assertThat(sealed).startsWith(secrets.currentPrefix()).doesNotContain("wörd");
        assertThat(secrets.open(NAME, sealed)).isEqualTo(VALUE);
        assertThat(TestSecrets.in(home).open(NAME, sealed)).isEqualTo(VALUE);
        assertThat(secrets.open(NAME, secrets.seal(NAME, ""))).isEmpty();
        assertThat(secrets.seal(NAME, VALUE)).isNotEqualTo(sealed);
        assertThat(Secrets.keyOf(sealed)).hasValue(secrets.ring().current().id());
    }

    @Test
    void opensNothingAtAnotherPlace() {
        String sealed = secrets.seal(NAME, VALUE);

        for (SecretName other :
                new SecretName[] {
                    new SecretName("config var", "blog", "TOKEN"),
                    new SecretName("config var", "shop", "TOKEN2"),
                    new SecretName("config var", SecretName.ALL, "TOKEN"),
                    new SecretName("setting", "shop", "TOKEN"),
                    new SecretName("config var", "sho", "pTOKEN")
                }) {
            assertThatExceptionOfType(SecretException.class)
                    .isThrownBy(() -> secrets.open(other, sealed))
                    .withMessage(
                            "The %s does not open: it was changed, or belongs elsewhere. Set it again"
                                    .formatted(other));
        }
    }

    @Test
    void opensNothingThatWasChanged() {
        String sealed = secrets.seal(NAME, VALUE);
        int start = secrets.currentPrefix().length();

        for (int i = start; i < sealed.length(); i++) {
            char[] changed = sealed.toCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            assertDoesNotOpen(new String(changed));
        }
        for (int end = 0; end < sealed.length(); end++) {
            assertDoesNotOpen(sealed.substring(0, end));
        }
        assertDoesNotOpen(VALUE);
        assertDoesNotOpen(sealed + "!");
    }

    @Test
    void namesTheKeyThatIsMissing(@TempDir Path other) {
        String sealed = TestSecrets.in(other).seal(NAME, VALUE);

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> secrets.open(NAME, sealed))
                .withMessageContaining(
                        "config var 'TOKEN' of app 'shop' is sealed with key '%s', which is not there"
                                .formatted(Secrets.keyOf(sealed).orElseThrow()));
    }

    @Test
    void fingerprintsDependOnTheKey(@TempDir Path other) {
        assertThat(secrets.fingerprint("a"))
                .hasSize(64)
                .isEqualTo(TestSecrets.in(home).fingerprint("a"))
                .isNotEqualTo(secrets.fingerprint("b"))
                .isNotEqualTo(TestSecrets.in(other).fingerprint("a"));
    }

    private void assertDoesNotOpen(String sealed) {
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> secrets.open(NAME, sealed))
                .withMessageContaining("config var 'TOKEN' of app 'shop'");
    }
}

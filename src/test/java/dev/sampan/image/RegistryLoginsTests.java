package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.SecretException;
import dev.sampan.secret.SecretKeys;
import dev.sampan.secret.Secrets;
import dev.sampan.secret.TestSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLoginsTests {

    @TempDir Path home;

    @Test
    void preferTheLoginOfTheApp() throws IOException {
        RegistryLogins logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
        RegistryLogin all = new RegistryLogin("all", "p:1");
        RegistryLogin own = new RegistryLogin("own", "päss wörd");
        logins.put(Optional.empty(), "ghcr.io", all);
        logins.put(Optional.of("shop"), "ghcr.io", own);

        RegistryLogins again = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));

        assertThat(again.find("shop", "ghcr.io")).contains(own);
        assertThat(again.find("blog", "ghcr.io")).contains(all);
        assertThat(again.find("blog", "docker.io")).isEmpty();
        assertThat(again.users(Optional.of("shop"))).containsEntry("ghcr.io", "own");
        Path file = home.resolve("secrets/registries.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(own).asString().doesNotContain("wörd");
    }

    @Test
    void keepNoPasswordInPlainText() throws Exception {
        Path file = home.resolve("secrets/registries.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                """
                {"*":{"ghcr.io":{"username":"all","password":"plaintext"}},
                 "shop":{"ghcr.io":{"username":"own","password":"plaintext2"}}}
                """);
        Secrets secrets = TestSecrets.unread();
        RegistryLogins logins = new RegistryLogins(new SampanHome(home), secrets);
        SecretKeys keys = TestSecrets.keys(home, secrets, logins);

        TestSecrets.open(keys);

        assertThat(file).content().doesNotContain("plaintext").contains(keys.currentId(), "own");
        assertThat(logins.find("shop", "ghcr.io")).contains(new RegistryLogin("own", "plaintext2"));
        assertThat(logins.find("blog", "ghcr.io")).contains(new RegistryLogin("all", "plaintext"));

        assertThat(keys.rotate().values()).isEqualTo(2);
        assertThat(logins.keyIds()).containsExactly(keys.currentId());
        assertThat(logins.find("shop", "ghcr.io")).contains(new RegistryLogin("own", "plaintext2"));
    }

    @Test
    void openNoPasswordAtAnotherRegistry() throws IOException {
        RegistryLogins logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
        logins.put(Optional.of("shop"), "ghcr.io", new RegistryLogin("a", "b"));
        Path file = home.resolve("secrets/registries.json");
        Files.writeString(file, Files.readString(file).replace("ghcr.io", "evil.example"));

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> logins.find("shop", "evil.example"))
                .withMessageContaining("'evil.example' of app 'shop' does not open");
    }

    @Test
    void forgetWhatIsRemoved() {
        RegistryLogins logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
        logins.put(Optional.of("shop"), "ghcr.io", new RegistryLogin("a", "b"));

        assertThat(logins.remove(Optional.empty(), "ghcr.io")).isFalse();
        assertThat(logins.remove(Optional.of("shop"), "ghcr.io")).isTrue();
        assertThat(logins.remove(Optional.of("shop"), "ghcr.io")).isFalse();
        logins.put(Optional.of("shop"), "ghcr.io", new RegistryLogin("a", "b"));
        logins.forget("shop");
        assertThat(logins.find("shop", "ghcr.io")).isEmpty();
    }

    @Test
    void writeTheLoginsThatAreNeededForOtherTools() {
        RegistryLogins logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
        logins.put(Optional.empty(), "docker.io", new RegistryLogin("all", "secret"));
        logins.put(Optional.empty(), "ghcr.io", new RegistryLogin("all", "secret"));
        assertThat(logins.authFile("shop", List.of("quay.io"))).isEmpty();
        logins.put(Optional.of("shop"), "ghcr.io", new RegistryLogin("a", "b"));
        logins.put(Optional.of("other"), "quay.io", new RegistryLogin("c", "d"));

        assertThat(logins.authFile("shop", List.of("quay.io", "ghcr.io")))
                .contains("{\"auths\":{\"ghcr.io\":{\"auth\":\"YTpi\"}}}");
    }

    @Test
    void sayWhichFileIsDamaged() throws IOException {
        Path file = home.resolve("secrets/registries.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{");

        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(
                        () ->
                                new RegistryLogins(new SampanHome(home), TestSecrets.in(home))
                                        .find("shop", "docker.io"))
                .withMessageContaining(file.toString());
    }
}

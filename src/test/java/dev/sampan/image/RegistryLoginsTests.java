package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
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
        RegistryLogins logins = new RegistryLogins(new SampanHome(home));
        RegistryLogin all = new RegistryLogin("all", "p:1");
        RegistryLogin own = new RegistryLogin("own", "päss wörd");
        logins.put(Optional.empty(), "ghcr.io", all);
        logins.put(Optional.of("shop"), "ghcr.io", own);

        RegistryLogins again = new RegistryLogins(new SampanHome(home));

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
    void forgetWhatIsRemoved() {
        RegistryLogins logins = new RegistryLogins(new SampanHome(home));
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
        RegistryLogins logins = new RegistryLogins(new SampanHome(home));
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
                        () -> new RegistryLogins(new SampanHome(home)).find("shop", "docker.io"))
                .withMessageContaining(file.toString());
    }
}

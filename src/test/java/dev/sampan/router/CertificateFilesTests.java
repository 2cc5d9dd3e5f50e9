package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates on disk: who may read them, and which are kept. */
class CertificateFilesTests {

    @TempDir private Path home;

    @Test
    void letsNobodyReadThemButTheOwnerAndTheGroupOfTheFolder() throws Exception {
        CertificateFiles files = new CertificateFiles(home);

        Path file = files.file("app", files.store("app", new byte[] {1, 2}));

        Path folder = home.resolve("certs").resolve("app");
        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(mode(folder)).isEqualTo("rwxr-x---");
        assertThat(mode(home.resolve("certs"))).isEqualTo("rwxr-x---");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void refusesWhatIsMissingOrChanged() throws Exception {
        CertificateFiles files = new CertificateFiles(home);
        String digest = files.store("app", new byte[] {1, 2});

        assertThat(files.read("app", digest)).containsExactly(1, 2);
        Files.write(files.file("app", digest), new byte[] {1});
        assertThatThrownBy(() -> files.read("app", digest))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("is damaged");
        Files.delete(files.file("app", digest));
        assertThatThrownBy(() -> files.read("app", digest))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void removesWhatNobodyUsesAfterAnHour() throws Exception {
        CertificateFiles files = new CertificateFiles(home);
        String used = files.store("app", new byte[] {1});
        String old = files.store("app", new byte[] {2});
        String fresh = files.store("app", new byte[] {3});
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        Files.setLastModifiedTime(files.file("app", used), before);
        Files.setLastModifiedTime(files.file("app", old), before);

        files.sweep(Stream.of(new Certificate("app", used, List.of(), Certificate.Use.SERVER)));

        assertThat(files.file("app", used)).exists();
        assertThat(files.file("app", old)).doesNotExist();
        assertThat(files.file("app", fresh)).exists();
    }
}

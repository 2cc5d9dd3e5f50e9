package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTests {

    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest, nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27, nginx:1.27",
        "owner/app, docker.io/owner/app:latest, owner/app:latest",
        "docker.io/nginx, docker.io/library/nginx:latest, nginx:latest",
        "index.docker.io/library/nginx:1, docker.io/library/nginx:1, nginx:1",
        "ghcr.io/owner/app:v2, ghcr.io/owner/app:v2, ghcr.io/owner/app:v2",
        "localhost/app, localhost/app:latest, localhost/app:latest",
        "localhost:5000/a/b-c/d_e.f:x, localhost:5000/a/b-c/d_e.f:x, localhost:5000/a/b-c/d_e.f:x",
        "10.0.0.1:5000/app, 10.0.0.1:5000/app:latest, 10.0.0.1:5000/app:latest",
        "'[::1]:5000/app', '[::1]:5000/app:latest', '[::1]:5000/app:latest'",
    })
    void readNamesAsDockerDoes(String text, String whole, String familiar) {
        ImageReference reference = ImageReference.parse(text);

        assertThat(reference).hasToString(whole);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(ImageReference.parse(whole)).isEqualTo(reference);
    }

    @Test
    void preferTheDigestToTheTag() {
        ImageReference reference = ImageReference.parse("nginx:1@" + DIGEST);

        assertThat(reference.version()).isEqualTo(DIGEST);
        assertThat(reference.tag()).contains("1");
        assertThat(ImageReference.parse("nginx@" + DIGEST).tag()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "/",
                "a//b",
                "Nginx",
                "a/../b",
                "../a",
                "a b",
                "nginx:",
                "nginx:a b",
                "nginx@sha256:12",
                "nginx@md5:aa",
                "-a",
                "a-",
                "a..b",
                "host.tld:99999999/a",
                "http://host.tld/a",
                "user@host.tld/a",
                "a\0b",
                "a%2fb",
                "a?b",
                "a#b",
            })
    void refuseWhatIsNoName(String text) {
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> ImageReference.parse(text));
    }

    @Test
    void refuseEndlessNamesQuickly() {
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> ImageReference.parse("a".repeat(5_000)));
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> ImageReference.parse("a-".repeat(50_000) + "!"));
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> ImageReference.parse("a.".repeat(50_000) + "/x"));
    }
}

package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.InvalidAppNameException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitRequestTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git-receive-pack 'shop'",
                "git-receive-pack '/shop'",
                "git-receive-pack '/shop.git'",
                "git-upload-pack shop",
                "git upload-pack 'shop.git/'"
            })
    void readNameOfApp(String line) {
        assertThat(GitRequest.parse(line).orElseThrow().app().value()).isEqualTo("shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git-receive-pack '../shop'",
                "git-receive-pack '/a/b'",
                "git-receive-pack 'shop' --x",
                "git-receive-pack",
                "git-upload-archive 'shop'",
                "git-receive-pack 'shop",
                "apps:list"
            })
    void readNothingElse(String line) {
        assertThat(GitRequest.parse(line)).isEmpty();
    }

    @Test
    void refuseNameThatIsNone() {
        assertThatExceptionOfType(InvalidAppNameException.class)
                .isThrownBy(() -> GitRequest.parse("git-receive-pack '..'").orElseThrow().app());
    }
}

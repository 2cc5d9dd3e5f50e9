package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class RegistrySettingTests {

    @Test
    void takeWhatDokkuTakes() {
        assertThat(RegistrySetting.SERVER.check(" ghcr.io/ ")).isEqualTo("ghcr.io/");
        assertThat(RegistrySetting.SERVER.check("127.0.0.1:5000/team"))
                .isEqualTo("127.0.0.1:5000/team");
        assertThat(RegistrySetting.IMAGE_REPO.check("my-team/node_js.app"))
                .isEqualTo("my-team/node_js.app");
        assertThat(RegistrySetting.IMAGE_REPO_TEMPLATE.check("a/{{ .AppName }}"))
                .isEqualTo("a/{{ .AppName }}");
        assertThat(RegistrySetting.PUSH_ON_RELEASE.check("ON")).isEqualTo("true");
        assertThat(RegistrySetting.PUSH_ON_RELEASE.check("0")).isEqualTo("false");
        assertThat(RegistrySetting.PUSH_EXTRA_TAGS.check("latest,1.2_x")).isEqualTo("latest,1.2_x");
    }

    @Test
    void refuseWhatIsNone() {
        refused(RegistrySetting.SERVER, "https://ghcr.io");
        refused(RegistrySetting.SERVER, "user:secret@ghcr.io");
        refused(RegistrySetting.IMAGE_REPO, "UPPER");
        refused(RegistrySetting.IMAGE_REPO, "a/../b/");
        refused(RegistrySetting.IMAGE_REPO_TEMPLATE, "$(id)");
        refused(RegistrySetting.PUSH_ON_RELEASE, "maybe");
        refused(RegistrySetting.PUSH_EXTRA_TAGS, "a b");
        refused(RegistrySetting.PUSH_EXTRA_TAGS, "a".repeat(501));
    }

    private static void refused(RegistrySetting setting, String value) {
        assertThatExceptionOfType(RefusedException.class)
                .as(value)
                .isThrownBy(() -> setting.check(value))
                .withMessageContaining(setting.word());
    }
}

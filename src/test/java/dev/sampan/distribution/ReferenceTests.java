package dev.sampan.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.image.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTests {

    @Test
    void readTagsAndDigests() {
        Digest digest = Digest.ofHex("0".repeat(64));

        assertThat(Reference.parse(digest.value())).isEqualTo(new Reference.ByDigest(digest));
        assertThat(Reference.parse("1.2-rc_3")).isEqualTo(new Reference.Tag("1.2-rc_3"));
    }

    @Test
    void tellReleasesFromOtherTags() {
        assertThat(new Reference.Tag("v12").isRelease()).isTrue();
        for (String tag : new String[] {"v0", "v01", "v1.2", "V1", "latest", "vx", "v1234567890"}) {
            assertThat(new Reference.Tag(tag).isRelease()).as(tag).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "-a",
                "a/b",
                "a b",
                "a\0",
                "sha256:",
                "sha256:0",
                "sha512:00",
                "ä"
            })
    void refuseOthers(String text) {
        assertThatExceptionOfType(ContentException.class).isThrownBy(() -> Reference.parse(text));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> Reference.parse("x".repeat(129)));
    }

    @Test
    void readRangesOfChunks() {
        assertThat(ContentRange.parse("0-99")).isEqualTo(new ContentRange(0, 99));
        assertThat(ContentRange.parse("bytes 5-5/10")).isEqualTo(new ContentRange(5, 5));
        for (String text : new String[] {"", "1", "-1", "5-4", "a-b", "0-9999999999999999999"}) {
            assertThatExceptionOfType(ContentException.class)
                    .as(text)
                    .isThrownBy(() -> ContentRange.parse(text));
        }
    }
}

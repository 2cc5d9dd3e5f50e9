package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.image.Digest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OldRuntimesTests {

    private static final Digest STACK = digest('a');

    @Test
    void letsGoOfOlderOnesOfTheSameMajorVersionThatNoAppStandsOn() {
        Map<String, List<Digest>> images =
                Map.of(
                        "stack/debian-13", List.of(STACK),
                        "runtime/debian-13/node-22.12.0", List.of(STACK, digest('b')),
                        "runtime/debian-13/node-22.9.0", List.of(STACK, digest('c')),
                        "runtime/debian-13/node-22.1.0", List.of(STACK, digest('d')),
                        "runtime/debian-13/node-20.1.0", List.of(STACK, digest('e')),
                        "runtime/debian-13/python3", List.of(STACK, digest('f')),
                        "release/shop/1", List.of(STACK, digest('d'), digest('0')));

        assertThat(OldRuntimes.replacedBy("runtime/debian-13/node-22.12.0", images))
                .containsExactly("runtime/debian-13/node-22.9.0");
        assertThat(OldRuntimes.replacedBy("runtime/debian-13/python3", images)).isEmpty();
        assertThat(OldRuntimes.all(images)).containsExactly("runtime/debian-13/node-22.9.0");
    }

    private static Digest digest(char digit) {
        return Digest.ofHex(String.valueOf(digit).repeat(64));
    }
}

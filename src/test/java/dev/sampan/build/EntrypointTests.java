package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EntrypointTests {

    @Test
    void takesCommandAsArgumentAndNotAsPartOfTheScript() {
        assertThat(Entrypoint.ARGUMENTS).hasSize(4).startsWith("/bin/bash", "-c").endsWith("start");
        assertThat(Entrypoint.ARGUMENTS.get(2)).contains("/bin/bash -c \"$1\" </dev/null &");
    }
}

package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MakeStackCommandTests {

    private static final Path NO_FOLDER = Path.of("/nonexistent");

    @Test
    void bootstrapTheStackThatComesWithSampan() {
        assertThat(command("").argv())
                .containsExactly(
                        "mmdebstrap",
                        "--mode=root",
                        "--format=tar",
                        "--variant=minbase",
                        "--include=ca-certificates,tzdata,netbase,libatomic1,libstdc++6",
                        "--aptopt=APT::Install-Recommends \"false\"",
                        "--dpkgopt=path-exclude=/usr/share/man/*",
                        "--dpkgopt=path-exclude=/usr/share/info/*",
                        "--dpkgopt=path-exclude=/usr/share/doc/*",
                        "--dpkgopt=path-include=/usr/share/doc/*/copyright",
                        "--dpkgopt=path-exclude=/usr/share/locale/*",
                        "--dpkgopt=path-include=/usr/share/locale/locale.alias",
                        "--customize-hook=/w/customize",
                        "trixie",
                        "/w/root.tar");
    }

    @Test
    void useAMirrorWhenOneIsSet() {
        assertThat(command("http://mirror.example/debian").argv())
                .endsWith("trixie", "/w/root.tar", "http://mirror.example/debian");
    }

    @Test
    void fixTimesAndKeepEverythingBelowTheWorkFolder() {
        assertThat(command("").environment())
                .containsEntry("SOURCE_DATE_EPOCH", "315532801")
                .containsEntry("TMPDIR", "/w");
        assertThat(command("").timeout()).isEqualTo(Duration.ofMinutes(15));
    }

    private static MakeStackCommand command(String mirror) {
        return new MakeStackCommand(
                StackDefinition.load("debian-13", NO_FOLDER),
                mirror,
                Path.of("/w"),
                Path.of("/w/customize"),
                Path.of("/w/root.tar"),
                Duration.ofMinutes(15));
    }
}

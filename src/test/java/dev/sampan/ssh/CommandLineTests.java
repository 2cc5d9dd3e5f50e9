package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class CommandLineTests {

    @Test
    void readGlobalFlagsBeforeTheName() {
        CommandLine line = CommandLine.parse("--quiet --force --trace apps:list --format json");

        assertThat(line.quiet()).isTrue();
        assertThat(line.force()).isTrue();
        assertThat(line.name()).isEqualTo("apps:list");
        assertThat(line.arguments()).containsExactly("--format", "json");
    }

    @Test
    void putAppFirstWhenFlagNamesIt() {
        assertThat(CommandLine.parse("--app shop config:set A=1").arguments())
                .containsExactly("shop", "A=1");
        assertThat(CommandLine.parse("--app=shop logs -t").arguments())
                .containsExactly("shop", "-t");
    }

    @Test
    void tolerateTheProgramsNameAndDashes() {
        assertThat(CommandLine.parse("dokku apps:list").name()).isEqualTo("apps:list");
        assertThat(CommandLine.parse("-- --quiet apps:list").name()).isEqualTo("apps:list");
        assertThat(CommandLine.parse("--version").name()).isEqualTo("version");
        assertThat(CommandLine.parse("").name()).isEmpty();
    }

    @Test
    void refuseUnknownGlobalFlag() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> CommandLine.parse("--nonsense apps:list"))
                .withMessageContaining("--nonsense");
    }
}

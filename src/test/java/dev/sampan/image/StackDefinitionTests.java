package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackDefinitionTests {

    @TempDir Path folder;

    @Test
    void loadTheStackThatComesWithSampan() {
        StackDefinition stack = StackDefinition.load("debian-13", folder);

        assertThat(stack.title()).isEqualTo("Debian 13");
        assertThat(stack.user()).isEqualTo("1000:1000");
        assertThat(stack.home()).isEqualTo("/app");
        assertThat(stack.customize()).startsWith("#!/bin/sh");
    }

    @Test
    void preferTheAdministratorsOwn() throws IOException {
        Path own = Files.createDirectory(folder.resolve("debian-13"));
        Files.writeString(own.resolve("customize"), "#!/bin/sh\n");
        Files.writeString(
                own.resolve("stack.properties"),
                "title=Ours\nsuite=sid\nvariant=apt\nuser=0:0\nhome=/\n");

        StackDefinition stack = StackDefinition.load("debian-13", folder);

        assertThat(stack.title()).isEqualTo("Ours");
        assertThat(stack.packages()).isEmpty();
    }

    @Test
    void refuseAnUnknownStackOrAPath() {
        assertThatExceptionOfType(StackException.class)
                .isThrownBy(() -> StackDefinition.load("debian-99", folder))
                .withMessageContaining("There is no stack 'debian-99'");
        assertThatExceptionOfType(StackException.class)
                .isThrownBy(() -> StackDefinition.load("../etc", folder));
    }

    @Test
    void refuseADefinitionThatLacksSomething() {
        assertThatExceptionOfType(StackException.class)
                .isThrownBy(() -> StackDefinition.parse("x", "title=X\n", ""))
                .withMessage("The definition of stack 'x' does not say 'suite'");
    }
}

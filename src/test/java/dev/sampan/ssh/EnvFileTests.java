package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EnvFileTests {

    @Test
    void readEveryFormOfALine() {
        assertThat(
                        EnvFile.parse(
                                """
                                # a comment
                                A=1
                                export B = two words # not this
                                C='single $x \\n'
                                D="line\\none \\"two\\" \\$x"
                                E=
                                F="over
                                lines"
                                G=a#b
                                """))
                .containsExactly(
                        Map.entry("A", "1"),
                        Map.entry("B", "two words"),
                        Map.entry("C", "single $x \\n"),
                        Map.entry("D", "line\none \"two\" $x"),
                        Map.entry("E", ""),
                        Map.entry("F", "over\nlines"),
                        Map.entry("G", "a#b"));
    }

    @Test
    void readJson() {
        assertThat(EnvFile.parse("{\"A\": \"1\", \"B\": \"x y\"}"))
                .containsExactly(Map.entry("A", "1"), Map.entry("B", "x y"));
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> EnvFile.parse("{\"A\":"));
    }

    @Test
    void nameTheLineThatIsWrong() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> EnvFile.parse("A=1\nnonsense"))
                .withMessageContaining("Line 2");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> EnvFile.parse("A=\"open\nB=1"))
                .withMessageContaining("Line 1")
                .withMessageContaining("'A'");
    }

    @Test
    void readBackWhatIsExported() {
        TreeMap<String, String> vars =
                new TreeMap<>(
                        Map.of("A", "it's \"x\"\n$HOME `id` \\ !", "N", "42", "E", "", "U", "ü €"));

        assertThat(EnvFile.parse(EnvFormat.ENVFILE.write(vars))).isEqualTo(vars);
        assertThat(EnvFile.parse(EnvFormat.JSON.write(vars))).isEqualTo(vars);
    }

    @Test
    void writeFormsAsDokkuDoes() {
        TreeMap<String, String> vars = new TreeMap<>(Map.of("KEY", "it's", "A", "1"));

        assertThat(EnvFormat.EXPORTS.write(vars))
                .isEqualTo("export A='1'\nexport KEY='it'\\''s'\n");
        assertThat(EnvFormat.SHELL.write(vars)).isEqualTo("A='1' KEY='it'\\''s' ");
        assertThat(EnvFormat.ENVFILE.write(vars)).isEqualTo("A=1\nKEY=\"it's\"\n");
        assertThat(EnvFormat.DOCKER_ARGS.write(vars)).startsWith("--env=A='1' ");
        assertThat(EnvFormat.JSON_LIST.write(vars)).startsWith("[{\"name\":\"A\",\"value\":\"1\"}");
        assertThat(EnvFormat.pretty(vars)).isEqualTo(List.of("A:    1", "KEY:  it's"));
    }
}

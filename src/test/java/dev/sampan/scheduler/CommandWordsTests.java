package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandWordsTests {

    private static final Map<String, String> ENV = Map.of("PORT", "5000", "TWO", "a b");

    @Test
    void cutAsAShellDoes() {
        assertThat(words("npm  run\tstart")).containsExactly("npm", "run", "start");
        assertThat(words("nginx -g 'daemon off;'")).containsExactly("nginx", "-g", "daemon off;");
        assertThat(words("a \"b \\\"c\\\" \\d\" e\\ f '' \"\""))
                .containsExactly("a", "b \"c\" \\d", "e f", "", "");
        assertThat(words("a'b'\"c\"d")).containsExactly("abcd");
        assertThat(words("  ")).isEmpty();
        assertThat(words("end\\")).containsExactly("end\\");
    }

    @Test
    void putVariablesIn() {
        assertThat(words("serve -p $PORT --url=http://x:${PORT}/"))
                .containsExactly("serve", "-p", "5000", "--url=http://x:5000/");
        assertThat(words("'$PORT' \"$PORT\" \\$PORT $ $1 ${"))
                .containsExactly("$PORT", "5000", "$PORT", "$", "$1", "${");
        assertThat(words("$NONE x \"$NONE\" $TWO")).containsExactly("x", "", "a b");
    }

    private static List<String> words(String line) {
        return new CommandWords(line, ENV).split();
    }
}

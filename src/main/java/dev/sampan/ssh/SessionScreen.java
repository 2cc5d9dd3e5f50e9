package dev.sampan.ssh;

import dev.sampan.host.TerminalWish;
import dev.sampan.host.WindowSize;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.Signal;

/** The terminal of a client, of which it says the type, the size, and each change of the size. */
final class SessionScreen {

    private final Environment environment;

    private SessionScreen(Environment environment) {
        this.environment = environment;
    }

    /** Empty when the client asked for none. */
    static Optional<SessionScreen> of(Environment environment) {
        return environment.getEnv().containsKey(Environment.ENV_TERM)
                ? Optional.of(new SessionScreen(environment))
                : Optional.empty();
    }

    TerminalWish wish() {
        return new TerminalWish(
                environment.getEnv().getOrDefault(Environment.ENV_TERM, ""), size());
    }

    /** Tells of each change from now on. */
    void onResize(Consumer<WindowSize> listener) {
        environment.addSignalListener((_, _) -> listener.accept(size()), Signal.WINCH);
    }

    private WindowSize size() {
        return new WindowSize(number(Environment.ENV_COLUMNS), number(Environment.ENV_LINES));
    }

    private int number(String name) {
        String text = environment.getEnv().getOrDefault(name, "0");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }
}

package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.EnterOperations;
import dev.sampan.operation.EnterOperations.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The command `enter`. */
@Component
final class EnterCommands implements CommandGroup {

    private static final String ID = "--container-id";
    private static final String NO_TTY = "--no-tty";

    private final EnterOperations entering;

    EnterCommands(EnterOperations entering) {
        this.entering = entering;
    }

    @Override
    public String name() {
        return "enter";
    }

    @Override
    public String title() {
        return "Enter running containers";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "enter",
                        "[--no-tty] <app> [<process-type>[.N] | --container-id <id>] [-- <cmd>...]",
                        "Open a shell in a running container, or run a command there, within its limits",
                        this::enter));
    }

    private void enter(Invocation call) throws InterruptedException {
        Deque<String> words = new ArrayDeque<>(call.arguments());
        boolean plain = flag(words);
        AppName app = call.app(words.isEmpty() ? List.of() : List.of(words.remove()));
        plain |= flag(words);
        Target target = target(words, call);
        plain |= flag(words);
        if ("--".equals(words.peek())) {
            words.remove();
        }
        SessionConsole console =
                plain ? call.console().withoutTerminal(call.terminal()) : call.console();
        int code = entering.enter(call.caller(), app, target, List.copyOf(words), console);
        if (code != 0) {
            throw new ExitException(code);
        }
    }

    private static boolean flag(Deque<String> words) {
        boolean there = NO_TTY.equals(words.peek());
        if (there) {
            words.remove();
        }
        return there;
    }

    private static Target target(Deque<String> words, Invocation call) {
        String next = Optional.ofNullable(words.peek()).orElse("--");
        if (next.equals("--")) {
            return new Target.First();
        }
        words.remove();
        if (next.equals(ID)) {
            call.expect(!words.isEmpty());
            return new Target.Id(words.remove());
        }
        if (next.startsWith(ID + "=")) {
            return new Target.Id(next.substring(ID.length() + 1));
        }
        if (next.startsWith("-")) {
            throw new UsageException("unknown flag: " + next);
        }
        return new Target.Named(next);
    }
}

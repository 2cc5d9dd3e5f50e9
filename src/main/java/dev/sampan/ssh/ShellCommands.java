package dev.sampan.ssh;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The command `shell`: commands one after another, each a line, over one connection. */
@Component
final class ShellCommands implements CommandGroup {

    private static final int LONGEST = 64 * 1024;
    private static final Set<String> ENDS = Set.of("exit", "quit", "logout");

    private final ObjectProvider<CommandDispatcher> dispatcher;

    ShellCommands(ObjectProvider<CommandDispatcher> dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public String title() {
        return "Type commands one after another";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "shell",
                        "",
                        "Run the commands that are typed or sent, one a line, until exit",
                        this::shell));
    }

    /** It ends with the code of the last command. */
    private void shell(Invocation call) {
        call.expect(call.arguments().isEmpty());
        int code = 0;
        for (Optional<String> line = next(call);
                line.isPresent() && !ENDS.contains(line.get());
                line = next(call)) {
            if (!line.get().isEmpty()) {
                code = run(call, line.get());
            }
        }
        if (code != 0) {
            throw new ExitException(code);
        }
    }

    private static Optional<String> next(Invocation call) {
        if (call.terminal().isTty()) {
            call.terminal().text("dokku> ");
        }
        return call.nextLine(LONGEST);
    }

    private int run(Invocation call, String line) {
        SessionConsole client = call.console();
        if (takesInput(line, client)) {
            call.terminal().fail("It takes the input itself, so that it cannot be run in a shell");
            return 1;
        }
        return dispatcher
                .getObject()
                .run(
                        call.caller(),
                        line,
                        new CommandSession.Streams(
                                client.input(), client.output(), client.errors(), client.screen()));
    }

    private static boolean takesInput(String line, SessionConsole client) {
        try {
            String name = CommandLine.parse(line).name();
            return name.equals("enter")
                    || name.equals("shell")
                    || (name.equals("run") && client.screen().isPresent());
        } catch (UsageException e) {
            return false; // the command line itself says what is wrong with it
        }
    }
}

package dev.sampan.ssh;

import dev.sampan.app.Excerpt;
import dev.sampan.operation.Caller;
import dev.sampan.operation.Failure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs a command line and turns what happens into output and an exit code. */
@Component
final class CommandDispatcher {

    private static final Logger log = LoggerFactory.getLogger(CommandDispatcher.class);
    private static final int INTERRUPTED = 130;

    private final CommandTable table;
    private final Help help;
    private final NotedProperties noted;

    CommandDispatcher(CommandTable table, Help help, NotedProperties noted) {
        this.table = table;
        this.help = help;
        this.noted = noted;
    }

    /** Runs a line to its end. */
    int run(Caller caller, String line, CommandSession.Streams streams) {
        Terminal terminal = streams.terminal();
        try {
            dispatch(caller, CommandLine.parse(line), terminal, streams);
            return 0;
        } catch (ExitException e) {
            return e.code();
        } catch (UsageException e) {
            terminal.fail(String.valueOf(e.getMessage()));
            return 1;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } catch (RuntimeException e) {
            return fail(e, terminal);
        }
    }

    private void dispatch(
            Caller caller, CommandLine line, Terminal terminal, CommandSession.Streams streams)
            throws InterruptedException {
        Terminal output = terminal.quiet(line.quiet());
        Optional<CommandEntry> entry = table.find(line.name());
        if (entry.isPresent()) {
            Invocation call =
                    new Invocation(
                            caller,
                            entry.get(),
                            line.arguments(),
                            line.force(),
                            output,
                            streams.input(),
                            SessionConsole.of(streams),
                            noted);
            if (!noted.set(call)) {
                entry.get().action().run(call);
            }
        } else if (line.name().isEmpty() || line.name().equals("help")) {
            help.all(output, line.arguments());
        } else if (!help.group(output, line.name())) {
            unknown(line.name(), output);
        }
    }

    private void unknown(String name, Terminal terminal) {
        String shown = Excerpt.of(name);
        terminal.fail("`%s` is not a dokku command.".formatted(shown));
        terminal.fail("See `dokku help` for a list of available commands.");
        table.nearest(shown).ifPresent(near -> terminal.fail("Did you mean `%s`?".formatted(near)));
        throw new ExitException(1);
    }

    private static int fail(RuntimeException e, Terminal terminal) {
        if (Thread.interrupted() || e instanceof ClientGoneException) {
            log.debug("client left", e);
            return INTERRUPTED;
        }
        Failure failure = Failure.of(e);
        if (failure.kind() == Failure.Kind.INTERNAL) {
            log.error("command failed", e);
        }
        terminal.fail(failure.message());
        return failure.kind() == Failure.Kind.APP_NOT_FOUND ? 20 : 1;
    }
}

package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a command.
 *
 * @param caller who asks
 * @param entry the command
 * @param arguments what stands behind its name
 * @param force whether nothing is asked before something is destroyed
 * @param terminal where the answer goes
 * @param input what the client sends
 * @param console the client, for programs that talk to it
 * @param noted what has no effect here, and is told in reports
 */
record Invocation(
        Caller caller,
        CommandEntry entry,
        List<String> arguments,
        boolean force,
        Terminal terminal,
        InputStream input,
        SessionConsole console,
        NotedProperties noted) {

    private static final int LARGEST_INPUT = 1024 * 1024;

    Options options(Set<String> switches, Set<String> valued) {
        return Options.parse(arguments, switches, valued);
    }

    /** The same for another command. */
    Invocation as(CommandEntry other) {
        return new Invocation(caller, other, arguments, force, terminal, input, console, noted);
    }

    /** The arguments of a command that takes the name of an app and nothing else. */
    AppName onlyApp() {
        return onlyApp(Options.none(arguments));
    }

    AppName onlyApp(Options options) {
        AppName app = app(options.rest());
        expect(options.rest().size() == 1);
        return app;
    }

    /** The app that the first argument names. */
    AppName app(List<String> rest) {
        if (rest.isEmpty()) {
            throw new UsageException("Please specify an app to run the command on");
        }
        return AppName.parse(rest.getFirst());
    }

    /** Refuses arguments that the command does not take. */
    void expect(boolean condition) {
        if (!condition) {
            throw new UsageException("Usage: " + entry.usage());
        }
    }

    /** All that the client sends, as text. */
    String readInput() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(readBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageException("The input is not UTF-8 text");
        }
    }

    /** All that the client sends. */
    byte[] readBytes() {
        if (terminal.isTty()) {
            terminal.exclaim("Type or paste the text, then a line end and Ctrl-D");
        }
        try {
            byte[] bytes = input.readNBytes(LARGEST_INPUT + 1);
            if (bytes.length > LARGEST_INPUT) {
                throw new UsageException("The input is larger than 1 MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** One line of what the client sends, of so many bytes at the most; empty at the end of the input. */
    Optional<String> nextLine(int longest) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int c = input.read();
            if (c < 0) {
                return Optional.empty();
            }
            for (; c >= 0 && c != '\n'; c = input.read()) {
                line.write(c);
                if (line.size() > longest) {
                    throw new UsageException("A line has more than %d bytes".formatted(longest));
                }
            }
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8).strip());
    }

    /**
     * Asks for the name of what will be destroyed, unless forced.
     *
     * @throws UsageException when another name is typed
     */
    void confirm(String what, String name) {
        if (force) {
            return;
        }
        terminal.exclaim("WARNING: Potentially Destructive Action");
        terminal.exclaim("This command will destroy %s %s.".formatted(what, name));
        terminal.exclaim("To proceed, type \"%s\"".formatted(name));
        terminal.line("");
        terminal.text("> ");
        if (!nextLine(256).orElse("").equals(name)) {
            throw new UsageException("Confirmation did not match test. Aborted.");
        }
    }
}

package dev.sampan.container;

import dev.sampan.host.ConsoleSocket;
import dev.sampan.host.PseudoTerminal;
import dev.sampan.runtime.Insider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Somebody at a console and a program in a container, from the first key to the exit code. */
final class Conversation {

    private static final Duration HANDOVER = Duration.ofSeconds(5);

    private Conversation() {}

    /** The terminal of a container that has been created. */
    static PseudoTerminal terminal(ConsoleSocket socket, LiveContainer container) {
        return socket.receive(HANDOVER)
                .orElseThrow(
                        () ->
                                new ContainerStartException(
                                        "The OCI runtime made no terminal for container '%s'"
                                                .formatted(container.made().id())));
    }

    /**
     * Holds it to its end; what the program started and left is ended, too.
     *
     * @param limit how long the last output may take to be passed on
     */
    static int hold(Insider insider, Console console, Duration limit) throws InterruptedException {
        if (insider.terminal().isEmpty()) {
            StreamTalk talk = new StreamTalk(insider, console);
            int code = insider.await();
            insider.endRest();
            talk.ended();
            talk.finish(limit);
            return code;
        }
        PseudoTerminal terminal = insider.terminal().get();
        TerminalTalk talk = new TerminalTalk(terminal, console, insider::end);
        int code = insider.await();
        insider.endRest();
        talk.finish(limit);
        if (code != 0) {
            complain(insider.complaint(), console);
        }
        return code;
    }

    /** A program that is missing is found out when its terminal is there already. */
    private static void complain(String reason, Console console) {
        if (!reason.isEmpty()) {
            try {
                console.output().write((reason + "\r\n").getBytes(StandardCharsets.UTF_8));
                console.output().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

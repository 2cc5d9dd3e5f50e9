package dev.sampan.ssh;

import dev.sampan.container.Console;
import dev.sampan.host.TerminalWish;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of SSH that talks to a program.
 *
 * @param screen its terminal, which the program's own is to be like; empty when the program gets streams
 */
record SessionConsole(
        InputStream input, OutputStream output, OutputStream errors, Optional<SessionScreen> screen)
        implements Console {

    private static final Logger log = LoggerFactory.getLogger(SessionConsole.class);
    private static final int BUFFER = 16 * 1024;

    /** The client as it came. */
    static SessionConsole of(CommandSession.Streams streams) {
        return new SessionConsole(
                streams.input(), streams.output(), streams.errors(), streams.screen());
    }

    /** The same for a program without a terminal: what is typed at one comes in lines. */
    SessionConsole withoutTerminal(Terminal terminal) {
        return screen.isEmpty()
                ? this
                : new SessionConsole(
                        input, terminal.program(), terminal.program(), Optional.empty());
    }

    @Override
    public Optional<TerminalWish> terminal() {
        return screen.map(SessionScreen::wish);
    }

    @Override
    public void connect(Typing typing) {
        screen.ifPresent(known -> known.onResize(typing::resized));
        if (screen.isPresent() && input instanceof TerminalInput keys) {
            keys.passTo(typing);
        } else {
            // A write to a pipe that nobody reads holds the thread in the kernel.
            Thread.ofPlatform().daemon().name("ssh-input").start(() -> read(typing));
        }
    }

    private void read(Typing typing) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
                typing.typed(buffer, n);
            }
            typing.ended();
        } catch (IOException | InterruptedException e) {
            log.debug("client left", e);
        }
    }
}

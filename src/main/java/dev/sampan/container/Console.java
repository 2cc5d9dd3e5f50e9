package dev.sampan.container;

import dev.sampan.host.TerminalWish;
import dev.sampan.host.WindowSize;
import java.io.OutputStream;
import java.util.Optional;

/** Where somebody sits who talks to a program. */
public interface Console {

    /** The terminal that the program is to have; empty when it gets three streams. */
    Optional<TerminalWish> terminal();

    /** Takes what the program shows or writes to its standard output. */
    OutputStream output();

    /** Takes what it writes to its standard error; nothing when it has a terminal. */
    OutputStream errors();

    /** From now on tells of what is typed or sent, on a thread of its own. */
    void connect(Typing typing);

    /** Takes what is typed. */
    interface Typing {

        /** Keys, or bytes, as they came; waits when the program does not read. */
        void typed(byte[] bytes, int length) throws InterruptedException;

        /** There will be nothing more. */
        void ended() throws InterruptedException;

        /** The window of the terminal has changed. */
        void resized(WindowSize size);
    }
}

package dev.sampan.container;

import dev.sampan.host.ConsoleSocket;
import dev.sampan.host.WindowSize;

/** Where the output of a container goes. */
sealed interface Outlet {

    /** To its log file. */
    record Log() implements Outlet {}

    /** To a pipe, by the descriptor of its end to write to. */
    record Writer(int descriptor) implements Outlet {}

    /** To a terminal of its own, which is handed over at a socket. */
    record Terminal(ConsoleSocket socket, WindowSize size) implements Outlet {}
}

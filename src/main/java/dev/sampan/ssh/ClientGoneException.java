package dev.sampan.ssh;

import java.io.IOException;

/** The client left while we wrote to it or read from it; there is nobody to tell. */
final class ClientGoneException extends RuntimeException {

    ClientGoneException(IOException cause) {
        super("The client left", cause);
    }
}

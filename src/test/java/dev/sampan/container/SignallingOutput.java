package dev.sampan.container;

import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** Says when the first byte was written. */
final class SignallingOutput extends OutputStream {

    private final CompletableFuture<Void> first;

    SignallingOutput(CompletableFuture<Void> first) {
        this.first = first;
    }

    @Override
    public void write(int b) {
        first.complete(null);
    }
}

package dev.sampan.container;

import dev.sampan.host.WindowSize;
import dev.sampan.runtime.Insider;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Passes on what is sent from a console to the input of a program, and its output and errors to the console. */
final class StreamTalk implements Console.Typing {

    private final OutputStream input;
    private final OutputCopy output;
    private final OutputCopy errors;

    StreamTalk(Insider insider, Console console) {
        input = insider.input();
        output = new OutputCopy(insider.output(), console.output(), insider::end);
        errors = new OutputCopy(insider.errors(), console.errors(), insider::end);
        console.connect(this);
    }

    @Override
    public void typed(byte[] bytes, int length) {
        try {
            input.write(bytes, 0, length);
        } catch (IOException e) {
            // The program reads no more: that is its affair, and what it said counts.
            ended();
        }
    }

    @Override
    public void ended() {
        try {
            input.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void resized(WindowSize size) {}

    void finish(Duration limit) throws InterruptedException {
        output.finish(limit);
        errors.finish(limit);
    }
}

package dev.sampan;

import dev.sampan.container.Console;
import dev.sampan.host.WindowSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program that says what it was asked for, what is typed and how large the window becomes, up to a `q`. */
final class FakeConversation implements Console.Typing {

    private final Console console;
    private final CountDownLatch over = new CountDownLatch(1);

    FakeConversation(Console console) {
        this.console = console;
    }

    void hold(List<String> arguments, String remark) throws InterruptedException {
        say(
                "%s, %s, %s\n"
                        .formatted(
                                String.join(" ", arguments),
                                remark,
                                console.terminal()
                                        .map(wish -> wish.type() + " " + text(wish.size()))
                                        .orElse("no terminal")));
        if (arguments.contains("stay")) {
            console.connect(this);
            over.await();
        }
    }

    private void say(String text) {
        try {
            console.output().write(text.getBytes(StandardCharsets.UTF_8));
            console.output().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(WindowSize size) {
        return size.columns() + "x" + size.rows();
    }

    @Override
    public void typed(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            say("<" + bytes[i] + ">");
            if (bytes[i] == 'q') {
                over.countDown();
            }
        }
    }

    @Override
    public void ended() {
        say("<end>");
        over.countDown();
    }

    @Override
    public void resized(WindowSize size) {
        say("<" + text(size) + ">");
    }
}

package dev.sampan.router;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends what was written to connections once their event loop has read all that has come: who gets it is woken for more at
 * once. Only that loop touches it.
 */
final class LateFlushes {

    private final EventLoop loop;
    private final List<Channel> waiting = new ArrayList<>();

    LateFlushes(EventLoop loop) {
        this.loop = loop;
    }

    void add(Channel channel) {
        if (waiting.isEmpty()) {
            loop.execute(this::flush);
        }
        waiting.add(channel);
    }

    private void flush() {
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).flush();
        }
        waiting.clear();
    }
}

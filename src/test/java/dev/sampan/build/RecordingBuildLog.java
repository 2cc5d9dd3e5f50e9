package dev.sampan.build;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a build said, in the form in which a client sees it. */
class RecordingBuildLog implements BuildLog {

    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void step(String text) {
        lines.add("-----> " + text);
    }

    @Override
    public void line(String text) {
        lines.add("       " + text);
    }

    @Override
    public void warn(String text) {
        lines.add(" !     " + text);
    }

    String text() {
        return String.join("\n", lines);
    }
}

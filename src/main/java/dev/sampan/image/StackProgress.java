package dev.sampan.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Turns what mmdebstrap says into lines that a person understands, and keeps its complaints. */
final class StackProgress implements Consumer<String> {

    private static final int KEPT = 20;

    /** What its information lines begin with, and what they mean. */
    private static final Map<String, String> MEANINGS =
            Map.of(
                    "I: running apt-get update", "Fetching the list of packages",
                    "I: downloading packages", "Downloading packages",
                    "I: extracting archives", "Unpacking packages",
                    "I: installing essential", "Installing the essential packages",
                    "I: installing remaining", "Installing the other packages",
                    "I: creating tarball", "Packing the root file system");

    private final Consumer<String> people;
    private final Deque<String> last = new ArrayDeque<>();

    StackProgress(Consumer<String> people) {
        this.people = people;
    }

    @Override
    public synchronized void accept(String line) {
        MEANINGS.forEach(
                (begin, meaning) -> {
                    if (line.startsWith(begin)) {
                        people.accept(meaning);
                    }
                });
        if (!line.startsWith("I: ") && !line.isBlank()) {
            last.addLast(line.strip());
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }
    }

    synchronized List<String> complaints() {
        return List.copyOf(last);
    }

    synchronized boolean diskFull() {
        return last.stream().anyMatch(line -> line.contains("No space left on device"));
    }
}

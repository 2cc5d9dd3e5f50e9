package dev.sampan.ssh;

import dev.sampan.app.EntryName;
import dev.sampan.operation.EntryOperations;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.stereotype.Component;

/** The command `storage:exec`. */
@Component
final class StorageExecCommand {

    private static final String AS_USER = "--as-user";
    private static final int USER = 1000;

    private final EntryOperations entries;

    StorageExecCommand(EntryOperations entries) {
        this.entries = entries;
    }

    CommandEntry entry() {
        return new CommandEntry(
                "storage:exec",
                "[--as-user uid] <name> [-- <cmd>...]",
                "Run a command in a container that sees a storage entry at %s; without one, at a terminal (ssh -t), a shell"
                        .formatted(EntryOperations.FOLDER),
                this::run);
    }

    private void run(Invocation call) throws InterruptedException {
        Deque<String> words = new ArrayDeque<>(call.arguments());
        int uid = USER;
        while (!words.isEmpty() && words.peek().startsWith("-")) {
            String word = words.remove();
            if (word.equals(AS_USER) && !words.isEmpty()) {
                uid = uid(words.remove());
            } else if (word.startsWith(AS_USER + "=")) {
                uid = uid(word.substring(AS_USER.length() + 1));
            } else {
                throw new UsageException(
                        "unknown flag: %s. The command takes %s before the name"
                                .formatted(word, AS_USER));
            }
        }
        call.expect(!words.isEmpty());
        EntryName name = EntryName.parse(words.remove());
        if ("--".equals(words.peek())) {
            words.remove();
        }
        boolean terminal = call.console().terminal().isPresent();
        if (words.isEmpty() && !terminal) {
            throw new UsageException(
                    "No command specified. Without a terminal (ssh -t) there is no shell. Usage: "
                            + call.entry().usage());
        }
        List<String> command = words.isEmpty() ? List.of("/bin/bash") : List.copyOf(words);
        EntryOperations.Order order = new EntryOperations.Order(name, command, uid);
        int code =
                terminal
                        ? entries.run(call.caller(), order, call.console())
                        : entries.run(call.caller(), order, call.terminal().program());
        if (code != 0) {
            throw new ExitException(code);
        }
    }

    private static int uid(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new UsageException("'%s' is not a UID from 0 to 65535".formatted(text));
        }
        return Integer.parseInt(text);
    }
}

package dev.sampan.container;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Another engine with docker's commands.
 *
 * @param name what it is called
 * @param client the program, with what comes before its command
 * @param options of its `run`
 * @param removal of its `rm`, without any grace
 */
record Engine(String name, List<String> client, List<String> options, List<String> removal) {

    private static final CommandRunner COMMANDS = new CommandRunner();

    /** From `name|client|options|removal`, the last three being lists of words. */
    static Engine parse(String text) {
        String[] parts = text.split("\\|", -1);
        return new Engine(parts[0], words(parts[1]), words(parts[2]), words(parts[3]));
    }

    static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }

    /** Starts a container in the background; its name. */
    String start(List<String> program) {
        return run("-d", program);
    }

    /** Runs a container to its end and removes it; what it wrote. */
    String runAndRemove(List<String> program) {
        return run("--rm", program);
    }

    private String run(String how, List<String> program) {
        List<String> argv = new ArrayList<>(List.of("run", how));
        argv.addAll(options);
        argv.add("bench");
        argv.addAll(program);
        return call(argv).strip();
    }

    /** What a container wrote, as soon as it did. */
    String log(String id) {
        String log = call(List.of("logs", id)).strip();
        while (log.isEmpty()) {
            log = call(List.of("logs", id)).strip();
        }
        return log;
    }

    /** Ends a container at once and removes it. */
    void remove(String id) {
        List<String> argv = new ArrayList<>(List.of("rm"));
        argv.addAll(removal);
        argv.add(id);
        String _ = call(argv);
    }

    private String call(List<String> arguments) {
        List<String> argv = new ArrayList<>(client);
        argv.addAll(arguments);
        return COMMANDS.run(Command.of(argv));
    }
}

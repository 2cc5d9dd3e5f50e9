package dev.sampan.host;

import java.util.List;

/** A command whose output is taken as it is. */
record PlainCommand(List<String> argv) implements Command<String> {

    PlainCommand {
        argv = List.copyOf(argv);
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

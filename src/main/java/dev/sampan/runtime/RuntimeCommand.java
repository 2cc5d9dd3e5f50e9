package dev.sampan.runtime;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A call of crun or runc, which take the same arguments. */
record RuntimeCommand(Path program, Path state, List<String> arguments) implements Command<String> {

    RuntimeCommand {
        arguments = List.copyOf(arguments);
    }

    static RuntimeCommand start(Path program, Path state, String id) {
        return new RuntimeCommand(program, state, List.of("start", id));
    }

    static RuntimeCommand run(Path program, Path state, Path bundle, String id) {
        return new RuntimeCommand(
                program, state, List.of("run", "--bundle", bundle.toString(), id));
    }

    @Override
    public List<String> argv() {
        List<String> argv = new ArrayList<>(List.of(program.toString(), "--root=" + state));
        argv.addAll(arguments);
        return argv;
    }

    @Override
    public String parse(String output) {
        return output;
    }
}

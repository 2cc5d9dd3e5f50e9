package dev.sampan.doctor;

import dev.sampan.host.Command;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who listens on which TCP port, see ss(8). */
record ListenersCommand() implements Command<List<Listener>> {

    private static final Pattern LINE =
            Pattern.compile(
                    "\\S+:(\\d+)\\s+\\S+:\\*\\s*(?:users:\\(\\(\"([^\"]+)\",pid=(\\d+),.*)?$");

    @Override
    public List<String> argv() {
        return List.of("ss", "-Hltnp");
    }

    @Override
    public List<Listener> parse(String output) {
        return output.lines()
                .map(LINE::matcher)
                .filter(Matcher::find)
                .map(ListenersCommand::listener)
                .toList();
    }

    private static Listener listener(Matcher line) {
        String program = line.group(2);
        String pid = line.group(3);
        return new Listener(
                Integer.parseInt(line.group(1)),
                program == null ? "a process that cannot be seen" : program,
                pid == null ? 0 : Long.parseLong(pid));
    }
}

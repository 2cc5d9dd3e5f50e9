package dev.sampan.scheduler;

import dev.sampan.image.ImageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is run to start a process: the image's entrypoint and behind it the command of the process type. Images of
 * buildpacks take the command as one line for their shell; to others it is passed in words, as docker would.
 */
final class StartCommand {

    /** The label of images that buildpacks made. Whoever writes it into an image of their own has less for it. */
    private static final String BUILDPACK = "dev.sampan.buildpack";

    private static final Pattern SHELL = Pattern.compile("[|&;<>()`*?\\n]|\\$\\(");

    private static final String PROFILE =
            "for file in /app/.profile.d/*.sh; do [[ ! -f $file ]] || source \"$file\"; done; unset file; ";

    /** The shell stays the first process, which a key such as Ctrl-C would not end, and ends as the command does. */
    private static final String AT_TERMINAL =
            PROFILE + "trap : INT QUIT; /bin/bash -c \"$1\"; exit";

    private StartCommand() {}

    static boolean isOfBuildpack(ImageConfig image) {
        return image.labels().containsKey(BUILDPACK);
    }

    /**
     * The program and its arguments.
     *
     * @param command as the Procfile has it; empty for what the image itself says
     * @param env the variables that `$NAME` in the command stands for
     */
    static List<String> of(ImageConfig image, String command, Map<String, String> env) {
        List<String> arguments = new ArrayList<>(image.entrypoint());
        if (command.isEmpty()) {
            arguments.addAll(image.arguments());
        } else if (isOfBuildpack(image)
                || (!arguments.isEmpty() && arguments.getLast().equals("-c"))) {
            arguments.add(command);
        } else if (arguments.isEmpty() && SHELL.matcher(command).find()) {
            arguments.addAll(List.of("/bin/sh", "-c", command));
        } else {
            arguments.addAll(new CommandWords(command, env).split());
        }
        return arguments;
    }

    /** The same for somebody at a terminal: the entrypoint of images of buildpacks lets a process read nothing. */
    static List<String> atTerminal(ImageConfig image, String command, Map<String, String> env) {
        return isOfBuildpack(image) && !command.isEmpty()
                ? List.of("/bin/bash", "-c", AT_TERMINAL, "start", command)
                : of(image, command, env);
    }

    /** A further program in a container: where buildpacks made the image, with the variables that its processes begin with. */
    static List<String> inside(ImageConfig image, List<String> command) {
        if (!isOfBuildpack(image)) {
            return command;
        }
        List<String> arguments =
                new ArrayList<>(List.of("/bin/bash", "-c", PROFILE + "exec \"$@\"", "enter"));
        arguments.addAll(command);
        return arguments;
    }
}

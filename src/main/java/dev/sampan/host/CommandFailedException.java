package dev.sampan.host;

import java.util.List;

/** A host program that could not be started, ended with an exit code other than 0, or took too long. */
public final class CommandFailedException extends RuntimeException {

    private final transient List<String> argv;
    private final int exitCode;
    private final String errorOutput;

    CommandFailedException(List<String> argv, int exitCode, String errorOutput, String what) {
        super(
                "Command '%s' %s%s"
                        .formatted(
                                argv.getFirst(),
                                what,
                                errorOutput.isBlank() ? "" : ": " + errorOutput));
        this.argv = List.copyOf(argv);
        this.exitCode = exitCode;
        this.errorOutput = errorOutput;
    }

    public List<String> argv() {
        return argv;
    }

    /** The exit code, or -1 when the program was not started or was ended after its time limit. */
    public int exitCode() {
        return exitCode;
    }

    /** The last 4 KiB of what the program wrote to standard error. */
    public String errorOutput() {
        return errorOutput;
    }
}

package dev.sampan.container;

/**
 * How a container ended.
 *
 * @param exitCode the exit code of its first process, 128 plus the signal when one ended it; {@link #UNKNOWN} when its
 *     monitor was ended before it could tell
 * @param outOfMemory whether the kernel killed a process of it for going over the memory limit
 */
public record ContainerExit(int exitCode, boolean outOfMemory) {

    /** Stands for an exit code that nobody knows. */
    public static final int UNKNOWN = -1;

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** The exit code for people: `exit code 1`, or that it is not known. */
    public String text() {
        return exitCode == UNKNOWN ? "an unknown exit code" : "exit code " + exitCode;
    }
}

package dev.sampan.container;

/**
 * How a container ended.
 *
 * @param exitCode the exit code of its first process, 128 plus the signal when one ended it
 * @param outOfMemory whether the kernel killed a process of it for going over the memory limit
 */
public record ContainerExit(int exitCode, boolean outOfMemory) {

    public boolean succeeded() {
        return exitCode == 0;
    }
}

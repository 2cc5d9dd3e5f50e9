package dev.sampan.ssh;

/**
 * One command.
 *
 * @param name as it is typed: `apps:create`
 * @param arguments what stands behind it, for the help: `<app>`
 * @param summary what it does, in one line
 * @param action the work
 */
record CommandEntry(String name, String arguments, String summary, Action action) {

    /** What a command does. */
    @FunctionalInterface
    interface Action {
        void run(Invocation call) throws InterruptedException;
    }

    /** What `help` shows on the left. */
    String usage() {
        return arguments.isEmpty() ? name : name + " " + arguments;
    }
}

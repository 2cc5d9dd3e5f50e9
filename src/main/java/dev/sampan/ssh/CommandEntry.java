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

    /** The part before the colon. */
    String group() {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** What `help` shows on the left. */
    String usage() {
        return arguments.isEmpty() ? name : name + " " + arguments;
    }
}

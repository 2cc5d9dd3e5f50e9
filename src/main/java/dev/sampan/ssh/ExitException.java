package dev.sampan.ssh;

/** A command that answers by its exit code, without a message of its own. */
final class ExitException extends RuntimeException {

    private final int code;

    ExitException(int code) {
        super("exit code " + code, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
